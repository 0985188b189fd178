"""Given names in small letters: what a model of letters learns to continue.

Here: 1,073 of them, from many languages, written down for this project. Not here: models of them
(nn.experiments.names, benchmarks/microgpt.py).
"""

from __future__ import annotations

LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # the first one stands before and after each name

_LIST = """
ada adam adele adrian agatha agnes aida aiden aileen ailsa aisha akira alan alana albert alberto alda alec alejandro
alena alessia alex alexander alexandra alexis alfonso alfred alice alicia alina alison alma almut alois alva alvaro
alvin alwin amadeus amalia amanda amber amelia amelie amina amir amos amy ana anais anastasia anders andrea andreas
andrei andrew anette angela angelica angelo angus anika anita anja anna annabel anne annika anouk anselm anton antonia
antonio anya april arabella archie ariana ariel arjun arlene armin arne arnold aron arthur arturo arvid asha ashley
asta astrid athena audrey august augusta aurelia aurora austin ava axel ayako aylin barbara barnaby basil bastian bea
beata beatrice beau bela belinda bella ben benedict benjamin bennet berenice bernard bernd bert bertha beryl bess beth
bettina beverly bianca bill birgit bjarne bjorn blake blanca blythe bo bodil boris brady brandon brenda brent brett
brian brianna bridget britta bronte bruce bruno bryony burak caleb callum calvin camilla camille cara carina carl
carla carlo carlos carmen carol caroline carsten carter casey caspar cassandra catherine cecil cecilia cedric celeste
celia celine chandra chantal charles charlotte chase chiara chloe christa christian christina christoph ciara cilla
claire clara clarence clark claude claudia clement cleo clifford clive cody colette colin connor conrad constance cora
coral cordelia corin corinna cosima craig cristina curtis cynthia cyril dagmar dagny daisy dalia damian dana daniel
daniela dante daphne daria darius darren dave david davina dawn dean deborah deirdre delia delilah denis denise derek
desmond diana diego dieter dimitri dina dirk dolores dominic donald donna dora doreen doris dorothea douglas duncan
dustin dylan eamon ebba eda edda eden edgar edith edmund eduardo edward edwin effie eileen einar elaine eleanor elena
eleni elfriede eli elia elias elif elin elina eline elisa elise elizabeth ella ellen ellis elmar eloise elsa elsie
elton elvira emanuel emery emil emilia emily emma emmett enid enrico enya eric erica erik erin ernest ernesto esme
esteban estelle esther ethan etta eugene eunice eva evan eve evelyn ezra fabian faith fanny farah fatima faye federica
felicia felix fenja ferdinand fergus fernando finn fiona flora florence florian floyd frances francesca francis frank
franka frauke fred freda freya frida friedrich fritz gabriel gabriela gail galina gareth garth gavin gemma gene geneva
genevieve george georgia gerald gerda gesa gideon gilbert gilda gina giorgio giovanna gisela giulia glen glenda gloria
gordon grace graham grant greg greta griffin gudrun guido gunnar gustav guy gwen hadley haley halvard hamish hana
hanna hannah hannes hans harald harold harper harriet harry haru haruki hassan hattie hazel heather hector hedda
hedwig heidi heike heiner helen helena helga helmut hendrik henri henrietta henry herbert herman hilda hiro holly
homer hope horst howard hubert hugh hugo humphrey ian ibrahim ida idris igor ilka ilona ilse imke imogen ina india
ines inga inge ingo ingrid ira irene irina iris irma irving isaac isabel isabella isla ismael isolde ivan ivar ivo ivy
jack jacob jacqueline jade jago jakob james jamie jan jana jane janet janice jared jarvis jasmin jason jasper javier
jean jeff jenna jennifer jenny jens jeremy jerome jesper jesse jessica jill jim jimena jo joachim joan joanna joel
johan johanna john jolanda jon jonas jonathan joni jordan jorge jorgen jose josef josephine joshua joy joyce juan
juana judith jules julia julian juliet julius june juno jurgen justin justus jutta kai kaja kamala kara karen karim
karin karina karl karla karsten kaspar kate katharina kathleen katja kay keira keith kelly kelvin ken kenji kenneth
kenta kerstin kevin khalid kiara kilian kim kira kirk kirsten kit klara klaus knut konrad konstantin kristina kurt
kyle kyra laila lana lara larissa lars laszlo laura laurel lauren laurence lavinia lea leah leander leif leila lena
lenny leo leon leona leonard leonie leopold leroy leslie levi lewis lia liam lidia lilian lily lina linda line linnea
linus lionel lisa lisbeth liv livia lloyd lois lola lore lorena lorenz loretta lothar lotta louis louisa lowell luca
lucas lucia lucian lucinda lucy ludwig luis luisa luke luna lutz luz lydia lyle lynn mabel madeleine mads magda magnus
maia maja malcolm malin malte manfred manuel mara marc marcel marcella marco marcus maren margaret margot maria marian
mariana marie marina mario marion marisa marius mark marlene marlon marta martha martin marvin mary mateo mathilda
matilda matteo matthew matthias maud maura maureen maurice max maxine maya melanie melina melissa melvin mercedes
meredith merle mia micah michael michaela michelle miguel mika mikael mila milan mildred miles milo mina mira miranda
miriam mitch moira molly mona monica monika morgan moritz morris muriel myra nadia nadine nahla nancy nanette naomi
natalia natalie natasha nathan neil nell nelson nena neville nia nicholas nick nicola nicole nigel nika nikolai nils
nina noah noel nola nora norbert norma norman nuria octavia odette odin ola olaf olga olive oliver olivia omar opal
ophelia orlando orson oscar oskar oswald otis otto owen pablo paige palmer paloma pamela parker pascal patricia
patrick paul paula pauline pearl pedro penelope percy perry peter petra petronella phileas philip phoebe phyllis pia
pierre pilar piper polly priya quentin quincy quinn rachel rafael rahel rainer ralf ramona randall raoul raphael
raquel raul raven ray raymond rebecca regina reid reiner rena renate rene reuben rex rhea rhoda rhys ricardo richard
rita robert roberta robin rocco roderick rodney roland rolf roman romeo romy ron ronja rory rosa rosalind rose
rosemary ross roswitha rowan roxana roy ruben ruby rudolf rufus rupert russell ruth ryan sabina sabine sadie sally
salome sam samantha samir samson samuel sandra sanjay sara sarah sascha saskia saul scott sean sebastian selina selma
serena sergio seth severin shane shannon sharon shawn sheila shirley sibyl sidney siegfried sienna sigrid silas silke
silvia simon simone sina sofia sol solveig sonja sophie soren spencer stacy stanley stefan stella stephanie steven
stina stuart sunniva susan susanna suzette svea sven swantje sylvester sylvia tabea tabitha tamara tanja tara tarek
taylor ted teresa terrence tess thea thelma theo theodora theresa thiago thomas thora thorsten tilda tillie tilman tim
timo timothy tina tobias toby todd tom tomas toni torben tracy tristan trudy tycho tyler udo ulf ulla ulrich ulrike
una ursula ute uwe valentin valerie vanessa vera verena vernon veronica victor victoria vigo vikram vincent viola
violet virgil virginia vita vivian vladimir volker wade walter waltraud wanda warren wayne wendy wenzel werner wilbur
wilfred wilhelm willa willem william wilma winifred winston wolf wolfgang xavier xenia yael yannick yara yasmin yoko
yolanda york yuki yuri yusuf yvette yvonne zachary zara zelda zelma zita zoe zora
"""
NAMES: tuple[str, ...] = tuple(_LIST.split())


def name_as_numbers(name: str) -> list[int]:
    """The places of a name's letters in LETTERS, between two of 0: "bo" is [0, 2, 15, 0].

    Raises:
        ValueError: a letter is another.
    """
    unknown = sorted(set(name) - set(LETTERS[1:]))
    if unknown:
        raise ValueError(f"a name is of the letters a to z, got {unknown[0]!r} in {name!r}; write it in small ones")
    return [0, *map(LETTERS.index, name), 0]
