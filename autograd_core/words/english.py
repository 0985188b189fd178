"""English, and what every other language translates: key -> sentence.

A key begins with where the sentence is seen; {fields} are filled in, and a comment says with what where the name does
not. What a row of operations says of itself stands there (operations.py) and is found in another language's table under
these keys: role.NAME ("role.swap" is "swap multiplier"), row.NAME.FACT for a fact in words such as note and needs ("its
second branch negated", "a positive input"), row.NAME.name ("slope of tanh", where a program's picture says what an
array does). So are the docstrings of examples, example.about.NAME. Not here: filling in (filling.py).
"""

from __future__ import annotations

from autograd_core.words.filling import Sentence

ENGLISH: dict[str, Sentence] = {
    # --- What a node is called that has no name: in pictures, tables, descriptions and pages.
    "name.output": "output",
    "name.input": "input {number}",
    "name.parameters": "parameters",  # of a layer, that have no label
    "name.inputs": "inputs",  # in the box of several that are folded
    # --- A gate's role in the backward pass and what it leaves unsaid: in explanations, descriptions and on the page.
    "role.noted": "{role}, {note}",
    # --- help(exp): the docstring of a row.
    "help.domain": "Domain: {domain}.",
    "help.any_number": {"one": "any number", "other": "any numbers"},
    "help.remedy": "Elsewhere an error: {remedy}.",
    "help.kink": "Kink: {kinks}; the rule gives {slopes} there.",
    "help.role": "In the backward pass: {role}.",
    "help.numbers": "Numbers give a number; with a Value among them, a Value.",
    "help.method": "Also a method: {call}.",
    # --- explain(output, value), and a step of backward_steps: as text.
    "explain.edge": "{gradient} (from {gate}) x {slope} ({reason}) = {amount}",
    "explain.output": "{name} = {gradient} (the output itself: the backward pass starts here)",
    "explain.constant": "{name} = 0 (a constant: no gradient flows into it)",
    "explain.independent": "{name} = 0 ({output} does not depend on {value})",
    "explain.several": "{name} = {amounts} = {gradient} (used {count} times: the uses add up)",
    "explain.stale": "(a leaf changed since this graph was computed: recompute(output) brings it up to date)",
    "explain.step": "<{gate} passes {gradient} on to {count}>",
    # The {reason} of an edge: what the gate does with the gradient. The branches also stand on the page.
    "explain.reason.passed": "passed on",
    "explain.reason.negated": "negated",
    "explain.reason.bias": "the bias is passed on",
    "explain.reason.factor": "the other factor",
    "explain.reason.named_factor": "the other factor, {name}",
    "explain.reason.factors": "the other factors",
    "explain.reason.open": "the open branch",
    "explain.reason.closed": "a closed branch",
    "explain.reason.open_negated": "the open branch, its sign changed",
    "explain.reason.tie": "its share of a tie",
    "explain.reason.branch": "the slope of its branch",
    # --- paths(output, value): as text.
    "paths.none": "no path from {value} to {output}",
    "paths.all": {
        "one": "{paths} path from {value} to {output}, sum {gradient}",
        "other": "{paths} paths from {value} to {output}, sum {gradient}",
    },
    "paths.heaviest": {
        "one": "{paths} path from {value} to {output}, sum {gradient}; the {shown} heaviest:",
        "other": "{paths} paths from {value} to {output}, sum {gradient}; the {shown} heaviest:",
    },
    # --- check_gradients(f, xs): a line of its report.
    "check.line": "d f / d x[{index}] at {x}: {verdict}: gradient {gradient}, by differences {slopes}, "
    "tolerance {tolerance}",
    "check.line_and_reason": "d f / d x[{index}] at {x}: {verdict}: gradient {gradient}, by differences {slopes}, "
    "tolerance {tolerance}; {reason}",
    "check.agrees": "agrees",
    "check.disagrees": "disagrees",
    "check.kink": "kink",
    "check.vacuous": "vacuous",
    "check.between": "between {low} and {high}",  # the {slopes}, where differences allow anything
    "check.between_at_kink": "between {low} and {high} (a kink)",
    # Why nothing was checked, or what else was found.
    "check.not_checked": "not checked: {reason}",
    "check.coarse": "not checked: differences are too coarse to see a hundredth of the slope",
    "check.hidden": "not checked: the slope changes within a stretch too short for differences to see",
    "check.flat": "not checked: differences cannot tell the slope from 0",
    "check.left": "backward() leaves {gradient} in .grad",
    "check.no_value": "the function has no finite value here",
    "check.numbers_taken_out": "numbers taken out of the graph differ between neighbouring points",
    "check.contradiction": "the difference quotients contradict each other",
    "check.jump": "a jump",
    "check.no_side": "no difference quotient on either side can be trusted",
    # --- check_operation(row): its report, or a fault a line. {name} is the operation.
    "promise.kept": "{name} keeps what it promises: {notes}",
    "promise.note.rule": "rule and its slopes at {points} points, {kinks} of them kinks",
    "promise.note.gates": "closed gates",
    "promise.note.arrays": "arrays at {points} points",
    "promise.note.program": "a program by {executor}",
    "promise.note.formula": "its formula",
    "promise.note.call": "the formula {name}(...)",
    "promise.broken": "{name} does not keep what it promises:",
    "promise.no_floats": "the forward function of {name} does not take floats: {error}",
    "promise.no_points": "{name} could not be checked: it has no value at any point between {least} and {largest}; say "
    "where it has, check_operation(row, points=[(10.0,), ...])",
    "promise.clearance": "the clearance of {name} at {point}: {error}",
    "promise.clearance_is_a_number": "the clearance of {name} at {point} is a number, got {came}",
    "promise.at": "{what} at {point}: {fault}",
    "promise.at_kink": "{what} at the kink {point}: {fault}",
    "promise.what.rule": "the rule",
    "promise.what.second_order": "the second order",
    "promise.what.arrays": "the form for arrays",
    "promise.what.programs": "programs",
    "promise.what.textbook": "the textbook's rule",
    "promise.what.formula": "the formula",
    "promise.partials": "it gives {slopes} local gradients for {inputs} inputs",
    "promise.no_slope": "the rule at {point}, where the operation does not tell of a kink: {error}; say where it is "
    "smooth with kinks=(...,) or clearance=",
    "promise.untold_edge": "a kink at {point}, or an end of the domain, that the operation does not tell of: {found}; "
    "say where it is smooth with kinks=(...,) or clearance=",
    "promise.untold_jump": "a jump at {point} along input {index}, that the operation does not tell of; say where it "
    "is smooth with kinks=(...,) or clearance=",
    "promise.untold_kink": "a kink at {point} along input {index}, that the operation does not tell of: the slope is "
    "{before} before it and {after} after; say where it is smooth with kinks=(...,) or clearance=",
    "promise.outside": "it gives {slope} along input {index}, and the slope is {before} before it and {after} after",
    "promise.unseen": "the rule along input {index}: it could not be checked anywhere, since differences cannot see "
    "the slope; give points where they can, check_operation(row, points=[...])",
    "promise.gate": "a closed gate at {point}: the rule along input {index} gives 0, and 0 x infinity is a NaN; let it "
    "give NOTHING: where(condition, slope, NOTHING)",
    "promise.no_arrays": "the form for arrays: it cannot take them ({error})",
    "promise.array": "the form for arrays: it gives an array of shape {shape} and type {type}",
    "promise.changes_arrays": "the form for arrays: it changes the arrays that it is given; let it make one of its own",
    "promise.not_refused": "it gives {result}, where the number is refused; give NaN there",
    "promise.other_number": "it gives {result}, and {expected} for the numbers alone",
    "promise.no_program": "programs: {error}",
    "promise.program": "they give {run}, eager code {eager}",
    "promise.order": "symmetric: another order of {point} gives another result; leave symmetric=True out",
    "promise.textbook": "it gives {written}, and the rule {slopes}",
    "promise.formula": "{formula} is {computed}, and the operation gives {expected}",
    # --- What runs a program.
    "executor.arrays": "array code",
    "executor.loop": "the compiled loop",
    "executor.both": {
        "one": "array code, and the compiled loop up to {count} sample",
        "other": "array code, and the compiled loop up to {count} samples",
    },
    "executor.failed": "array code, as the compiled loop fails here ({failure})",
    # --- Errors about operations and numerical_gradient: {came} are the inputs.
    "error.node": "{data} (node {label})",
    "error.needs": "{name} needs {needs}, got {came}",
    "error.remedy": "{error}; {remedy}",
    "error.computable": "numbers it can compute with",
    "error.inner_where": "a `where` around it computes both branches: choose the input inside `where`, "
    "log(where(c, x, 1))",
    "error.overflow": "{name} needs a result that fits the number type, got {came}",
    "error.together": "{name} needs numbers that work together, got {came}",
    "error.no_gradient": "{name} has no gradient at {came}",
    "error.analytic": "the complex step needs an analytic function: {error}; take another method",
    "error.analytic_slope": "the complex step needs an analytic function, got the slope {slope} at {x} where "
    "differences say {differences}; take another method",
    # --- Pictures of graphs. First the title, for screen readers and the tab of a page.
    "picture.title": "Computational graph: {output}",
    "picture.backward_title": "Backward pass of {output}",
    "picture.repr": "<{title}; save('graph.svg') or print(...) this picture>",  # at a prompt
    "picture.none": "(no picture: {reason})",  # in a notebook, below a value
    # In the picture.
    "picture.forward": "Forward",  # headings
    "picture.backward": "Backward",
    "picture.local": "local {slope}",  # below an arrow: a local gradient
    "picture.gates": "{role} ({count} gates)",  # below a gate that stands for several
    "picture.range": "{least} to {largest}",  # of the numbers that are folded into one place
    "picture.numbers": "{count} numbers",  # complex ones, which have no least
    "picture.size": "|gradient| {number}",  # of several that are folded: how large they are together
    "picture.row": "{name}, {count} times",  # equal steps that follow each other
    "picture.row_and_slopes": "{name}, {count} times, slopes multiply to {product}",
    "picture.steps": "steps",  # a folded part that has no other name
    "picture.part": "{name} ({count} nodes)",  # a folded part
    "picture.stale": "data changed after the forward pass: recompute(output), then draw again",
    # Below the picture: what of the graph is shown.
    "picture.around": {"one": "at most {count} edge from {node}", "other": "at most {count} edges from {node}"},
    "picture.around_folded": "{place}, folded by {rules}",
    "picture.between": "from {start} to {end}; in heavy lines the way with the largest product: {product}",
    "picture.between_folded": "from {start} to {end}, folded by {rules}; in heavy lines the way with "
    "the largest product: {product}",
    "picture.group": "{group}",  # the path of a group, whose nodes are drawn: "layer 1/neuron 3"
    "picture.group_folded": "{group}, folded by {rules}",
    "picture.folded": "{nodes} nodes drawn as {shown}, folded by {rules}",
    "picture.ways": "{nodes} nodes drawn as {shown}: only what lies on the ways",
    "picture.ways_folded": "{nodes} nodes drawn as {shown}: only what lies on the ways, folded by {rules}",
    # The {rules} that a graph is folded by.
    "picture.rules.sums": "sums",
    "picture.rules.groups": "groups",
    "picture.rules.sums_groups": "sums and groups",
    "picture.rules.sums_repeats": "sums and repeats",
    "picture.rules.sums_groups_repeats": "sums, groups and repeats",
    "picture.rules.rows": "rows of equal steps",
    "picture.rules.rows_first": "rows of equal steps, {rules}",
    "picture.rules.by_steps": "{rules}, then by steps",
    # On hover over an arrow whose numbers are shortened.
    "hover.value": "value {number}",
    "hover.gradient": "gradient {number}",
    # Below a picture with rivers: how wide its arrows are (of {size}), and what their colours and lines say.
    "river.proportion": "width: {size}",
    "river.root": "width: square root of {size}",
    "river.logarithm": "width: order of magnitude of {size}",
    "river.gradient": "|gradient|",
    "river.value": "|value|",
    "river.share": "what an arrow carries",
    "river.positive": "positive",
    "river.negative": "negative",
    "river.mixed": "both signs",
    "river.zero": "zero",
    # The gates of a picture of the backward pass.
    "gate.distributor": "distributor",
    "gate.swap": "swap ×",
    "gate.router": "switch",
    "gate.scaler": "scaler",
    "gate.sign_changer": "× (−1)",
    "gate.closed": "closed",
    "gate.wire": "wire",
    "gate.switch": "{function} {role}",  # which function switches: "max switch"
    "gate.first_negated": "the first × (−1)",  # below a distributor, of its branches
    "gate.second_negated": "the second × (−1)",
    "gate.sum": "sum",  # where copies come together
    "gate.copy": "copy",  # where they part
    "gate.towards": "{factor} to {input}",  # what a gradient is multiplied by on its way to one of several inputs
    "gate.saved": "saved {number}",  # what the forward pass kept for it: "saved x = 3"
    "gate.saved_factors": "saved",  # heads a list of factors, or of weights and factors in pairs
    "gate.more_factors": "and {count} more factors",
    "gate.more_pairs": "and {count} more pairs",
    # A long line of it is broken at the plain space.
    "gate.towards_place": "{factor} to\N{NO-BREAK SPACE}the\N{NO-BREAK SPACE}{place}",
    # What has no name, in the rule of its gate: a word of letters alone.
    "gate.input": "input",
    "gate.result": "result",
    "gate.numerator": "numerator",  # these four are each a {place} too
    "gate.denominator": "denominator",
    "gate.base": "base",
    "gate.exponent": "exponent",
    "gate.first": "first",  # of two inputs
    "gate.second": "second",
    "gate.first_input": "first input",  # a {place}
    "gate.second_input": "second input",
    # --- why(output, value): the title, and below the picture the ways of the gradient.
    "why.title": "Why d {output} / d {value} is what it is",
    "why.by": "{product}, by {gates}",  # "2.2 = 1.1 × 2, by #3, total"
    "why.directly": "{product}, directly",
    "why.rest": {"one": "{gradient} along {count} more way", "other": "{gradient} along {count} more ways"},
    "why.more_factors": "… ({count} more)",
    # --- A picture as a table (print), and in sentences for screen readers.
    "table.name": "name",
    "table.formula": "computed as",
    "table.value": "value",
    "table.gradient": "gradient",
    "table.accumulated": "{gradient} (.grad {accumulated})",
    "table.constant": "constant",  # how it is computed
    "table.input": "input",
    "table.part": "{part} of {inputs}",
    "described.inputs": "Inputs:",
    "described.steps": "Steps:",
    "described.node": "{node}.",  # "y = x * x = 9."
    "described.node_and_gradient": "{node}, gradient {gradient}.",
    "described.rivers": "Arrows are as wide as {size}.",
    "described.backward": "Backward pass, from the output to the inputs:",
    "described.gate": "{gate}, {role}, gets {gradient} and passes {passed}.",
    "described.passed": "{amount} to {node}",
    "described.exit": "{part} ({number} of {count})",  # which of the nodes that leave a part
    "described.folded": "folded",  # in place of a role
    # --- The picture of an array program.
    "program.title": "Array program: {summary}",
    "program.summary": "{arrays} array operations stand for {scalars} scalar ones",
    "program.batch": "n: the samples of a batch",
    "program.parameters": "θ: all parameters",
    "program.inputs": "X: all inputs",
    "program.sums": "{summary} (a sum of many terms is one +); {note}",  # below the table
    "program.forward": "Forward",  # headings
    "program.gradient": "Gradient",
    "program.described_forward": "Forward:",
    "program.described_gradient": "Gradient:",
    "program.array": "array",  # columns of the table
    "program.work": "work",
    "program.shape": "shape",
    "program.stands_for": "stands for",
    # The work of a box.
    "program.matrix_product": "matrix product",
    "program.batch_product": "matrix product over the batch",
    "program.batch_mean": "mean over the batch",
    "program.shared": "the same for all samples",
    "program.fold": "{operation} of {count}",  # "maximum of 3"
    "program.dot": "dot product of {count}",
    "program.sum": "sum of {count}",
    "program.multiply_add": "multiply and add",
    "program.subtract": "subtract",
    "program.add": "add",
    "program.mean": "mean({term})",  # in a formula
    # How many scalar operations a box stands for.
    "program.for": "for {operations}",
    "program.operations": "{count} {symbol}",  # "8 ×"
    "program.both": "{multiplied} and {added}",  # "8 × and 8 +"
    "program.a_sample": "{multiplied} a sample",
    "program.folded": "{count} arrays: {kinds}",
    "program.kind": "{kind} ({count})",  # how often a kind of work comes
    "program.scalars": {"one": "{count} operation", "other": "{count} operations"},
    "program.means": {"one": "{count} mean", "other": "{count} means"},
    # What stands beside a box: a name of one number, or of several.
    "program.leaf.inputs": {"one": "input {name}", "other": "inputs {name}"},
    "program.leaf.parameters": {"one": "parameter {name}", "other": "parameters {name}"},
    "program.leaf.constant": "constant {name}",
    "program.leaf.saved": "saved {name}",
    # --- Worksheets and quizzes: what stands on their pages, what they say of themselves at a prompt, verdicts.
    "exercise.frame": "Exercise",  # for screen readers: the frame of a page in a notebook
    "exercise.worksheet": "Fill in the blanks: {output}",  # the title
    "exercise.quiz": "What do you expect?",
    "exercise.how": "Type an answer, then Enter.",
    "exercise.check": "Check",
    "exercise.other_numbers": "Other numbers",
    "exercise.start_again": "Start again",
    "exercise.count": "{done} of {all} right",
    "exercise.all_right": "Everything is right.",
    "exercise.seed": "seed {seed}",  # that gives these numbers in Python too: worksheet(..., seed=7)
    # The fields of a worksheet for screen readers.
    "exercise.field.value": "({letter}) value of the gate {gate}",
    "exercise.field.share": "({letter}) gradient from the gate {gate} to {node}",
    "exercise.field.sum": "({letter}) gradient of {node}, the sum",
    "exercise.open": "is still open",
    "exercise.right": "right",
    "exercise.nothing": "nothing came (None): does the function return its result?",
    "exercise.not_a_number": "“{answer}” is not a number; write one such as 0.25, -3 or 1/3",
    "exercise.two_readings": "“{answer}” can be read as two numbers; write it without commas, decimals behind a point",
    "exercise.divided_by_zero": "“{answer}” divides by 0, so it has no value",
    "exercise.not_finite": "{answer} is not a finite number, but the answer is",
    "quiz.repr": "<a quiz: check({blanks}); print it to see the key>",
    "quiz.wrong": "{answer} is not it: {hint}",
    "quiz.wrong_guess": "{answer} is not it: {guess}; {hint}",
    # The {guess}: the mistake that was made. Where it is told alone it is the {hint}.
    "quiz.guess.sign": "the sign is turned round",
    "quiz.guess.transposed": "rows and columns are exchanged",
    "quiz.guess.order": "these are the right numbers, in another order",
    "quiz.guess.one": "it is one too many, or too few",
    "quiz.guess.factor": "a factor is missing, or there is one too many",
    "quiz.guess.reciprocal": "it is upside down",
    "quiz.guess.opposite": "it is the opposite",
    # The {hint}: at first, then something of the answer, then the answer.
    "quiz.hint.kind": "the answer is {kind}",
    "quiz.hint.again": "look again",
    "quiz.hint.items": {"one": "look at item {items}", "other": "look at the items {items}"},
    "quiz.hint.letters": "it has {count} letters and begins with {first}",
    "quiz.hint.larger": "the answer is larger",
    "quiz.hint.smaller": "the answer is smaller",
    "quiz.hint.answer": "the answer is {answer}",
    # The {kind} of an answer.
    "quiz.a_list": "a list of {count}",
    "quiz.a_list_of": "a list of {count}, each {kind}",
    "quiz.a_bool": "True or False",
    "quiz.a_word": "a word",
    "quiz.a_number": "a number",
    "worksheet.repr": {
        "one": "<a worksheet with {count} blank: check({answers}); print it to see the key>",
        "other": "<a worksheet with {count} blanks: check({answers}); print it to see the key>",
    },
    "worksheet.follows": "{answer} follows from {blanks}, which went wrong before",
    "worksheet.and": "{first} and {second}",  # two of these {blanks}: "(a) and (b)"
    "worksheet.wrong": "{answer} is wrong: {rule}",
    "worksheet.wrong_guess": "{answer} is wrong: {guess}; {rule}",
    # The {guess}: the mistake that was made.
    "worksheet.guess.sign": "the sign is turned round",
    "worksheet.guess.not_multiplied": "that is the gradient that arrived, not yet multiplied",
    "worksheet.guess.closed": "the gate is closed to this input: nothing passes",
    "worksheet.guess.local": "that is the local gradient, not yet multiplied by what arrived",
    "worksheet.guess.swap": "that is for the other input: a multiplication swaps",
    "worksheet.guess.double": "that is twice as much",
    "worksheet.guess.part": "what arrives at the gate is a sum, and a part of it is missing",
    "worksheet.guess.missing": "a contribution is missing",
    "worksheet.guess.twice": "a contribution is counted twice",
    "worksheet.guess.added": "these are to be multiplied, not added",
    "worksheet.guess.multiplied": "these are to be added, not multiplied",
    "worksheet.guess.order": "the inputs are exchanged",
    "worksheet.guess.input": "that is an input: nothing has been computed with it yet",
    "worksheet.guess.factor": "that is a product, not the power",
    # In place of the {rule} at first, where the mistake is none of these: what to think about.
    "worksheet.hint.value": "what does its gate compute from what comes in?",
    "worksheet.hint.share": "what arrives at the gate, and what does the gate do with it?",
    "worksheet.hint.sum": "what comes back here, along how many arrows?",
    # Then: where to look.
    "worksheet.place.value": "look at the gate {gate}",
    "worksheet.place.share": "look at the gate {gate} and the way back from it to {node}",
    "worksheet.place.sum": "look at {node}: {count} arrows bring something back",
    "worksheet.gate": "{symbol} ({node})",  # a {gate}: "× (#2)"
    # In the end the {rule}: how the number is worked out.
    "worksheet.rule.value": "{gate} of {inputs} is {result}",
    "worksheet.rule.share": "from {gate} to {node} the chain rule says {product}",
    "worksheet.product": "{gradient} × {slope} ({reason}) = {amount}",
    "worksheet.rule.sum": "{node} is used {count} times, so add up {amounts}",
    # --- gym(): the table of broken engines, and what is said of a graph that is handed in.
    "gym.title": "The gym of broken engines: {done} of {all} unmasked, {stars} with the smallest graph",
    "gym.page": "The gym of broken engines",  # the title of the page
    "gym.choose_engine": "1. Choose an engine; below its number, how many gates its smallest graph has",
    "gym.choose_graph": "2. Hand in a graph on which it is wrong",
    "gym.how": "Engine {number}: on which graph is it wrong?",
    "gym.legend": (
        "An engine is unmasked by a graph on which it is wrong. Below its number: how many gates the smallest one has."
    ),
    "gym.gates": {"one": "{count} gate", "other": "{count} gates"},
    "gym.twice": "{gates}, run twice",  # backward() runs twice
    "gym.yours": "yours has {count}",  # gates
    "gym.masked": "not unmasked: on this graph every gradient is right",
    "gym.hidden": "not unmasked: something goes wrong on the way, and yet every leaf has the right gradient",
    "gym.unmasked": "unmasked. {seen}. {fault}. {praise}.",
    "gym.seen": "The first gradient that differs is that of {node}: {right} is right, and it says {wrong}",
    "gym.seen_after_all": (
        "After backward() ran twice, the first gradient that differs is that of {node}: {right} is right, and it "
        "says {wrong}"
    ),
    "gym.star": "A star: no smaller graph can do it",
    "gym.smaller": {"one": "A graph of {count} gate can do it", "other": "A graph of {count} gates can do it"},
    "gym.fault.unswapped": "A multiplication gives each factor the gradient times itself, not times the other factor",
    "gym.fault.overwrites": "It writes = for +=: of what arrives at a value only the last stays",
    "gym.fault.splits": "A sum splits the gradient among its inputs; each should get all of it",
    "gym.fault.same_sign": "A subtraction passes the gradient to its second input without turning the sign",
    "gym.fault.to_all": "A max gives the whole gradient to every input, like a sum",
    "gym.fault.power": "The slope of a power keeps the exponent: n·xⁿ, not n·xⁿ⁻¹",
    "gym.fault.closed_at_a_tie": (
        "At a tie a max loses the gradient: its test is >, and no input is larger than the others"
    ),
    "gym.fault.not_negative": "It drops what is negative: an edge brings 0 at least",
    "gym.fault.lost_factor": "The slope of the sigmoid has lost a factor: y, not y·(1 − y)",
    "gym.fault.mean": "It takes the mean of what arrives at a value, not the sum",
    "gym.fault.open_at_zero": "A relu is open at 0: its test is >=, where the convention has >",
    "gym.fault.zero": "A gate whose number is 0 has no turn: it asks `if number` for whether there is one",
    "gym.fault.set": "It keeps the inputs of a gate in a set, so that one used twice by the same gate counts once",
    "gym.fault.both_at_a_tie": (
        "At a tie a max gives the whole gradient to each: its test is >=, and more goes back than arrived"
    ),
    "gym.fault.equal": "It finds values by their numbers, and takes two of the same number for one",
    "gym.fault.sign_of_gradient": "A relu looks at the sign of the gradient, not at that of its input",
    "gym.fault.two_uses": "It counts up to two: the third use of a value brings nothing",
    "gym.fault.forgets": "It forgets what arrived: an edge brings the local gradient alone",
    "gym.fault.between": "It adds up at leaves, and overwrites at the values between",
    "gym.fault.relu_forgets": "A relu that is open passes 1, not the gradient that arrived",
    "gym.fault.backwards": "It begins at the inputs: every gate has its turn before anything has arrived",
    "gym.fault.impatient": (
        "It is impatient: whatever arrives is passed on at once, together with what was passed on before"
    ),
    "gym.fault.last_gate": "It adds up what comes from one gate, and starts anew with the next gate",
    "gym.fault.one_layer": "One layer object multiplies everywhere, and remembers the inputs of its last use alone",
    "gym.fault.stale": (
        "Between two passes it does not set the gradients between to 0, and passes the old ones on again"
    ),
    "gym.fault.nearest_first": (
        "Nearest first: it takes the values by their distance from the output, and a shortcut overtakes the longer way"
    ),
    "gym.fault.farthest_first": "It sorts by the shortest way to a leaf; the longest would be right",
    "gym.fault.depth_first": "Depth first: a value has its turn when it is first met, though more is still to come",
    "gym.fault.gives_up": "It gives up after three gates",
    "gym.fault.users_counted_once": "It waits for as many edges as there are users, but one gate may use a value twice",
    # --- ladder(): backward passes by hand, and what is said to the gradients that are handed in.
    "ladder.title": "The ladder of backward passes by hand: {done} of {all} done",
    "ladder.repr": "<rung {number}, {title}: check({names}); print it to see its forward pass>",
    "ladder.too_many": "Fields for its {count} numbers would be too many to look through: answer by check(...).",
    "ladder.exact": "right, to the last digit",
    "ladder.close": "right; the largest difference is {difference}",
    "ladder.shape": "the shape is {wanted}, and {given} came",
    "ladder.ragged": "lists of different lengths",
    "ladder.shape.of_one": "one number is asked for, and {given} came",  # a shape, or ladder.ragged
    "ladder.shape.one_came": "the shape is {wanted}, and one number came",
    "ladder.transposed": "{said}: {guess}",
    "ladder.edge": "on the way back from the gate {gate} to {node}: {guess}",
    "ladder.items": {
        "one": "{count} of {all} is wrong; {item}: {said}",
        "other": "{count} of {all} are wrong; {item}: {said}",
    },
    "ladder.factor": "all of them are {factor} times what is right",
    # Titles of the rungs.
    "ladder.three_gates": "Three gates",
    "ladder.bill": "The bill of apples and oranges",
    "ladder.used_twice": "Sum times difference",
    "ladder.square": "The square of a sum",
    "ladder.powers": "Powers by multiplying",
    "ladder.quotient": "A quotient",
    "ladder.maximum": "A max",
    "ladder.tie": "A tie",
    "ladder.relu": "An open and a closed relu",
    "ladder.length": "The length of a vector",
    "ladder.resistors": "Resistors side by side",
    "ladder.logarithm": "Exponential and logarithm",
    "ladder.sigmoid": "The sigmoid in four gates",
    "ladder.absolute_error": "Mean absolute error",
    "ladder.squared_error": "Squared error",
    "ladder.neuron": "A neuron",
    "ladder.tanh": "A neuron with tanh",
    "ladder.chain": "Two neurons in a row",
    "ladder.two_classes": "Cross entropy of two classes",
    "ladder.penalty": "Weight decay in the loss",
    "ladder.log_sum_exp": "Logarithm of a sum of exponentials",
    "ladder.shifted": "The same, shifted by the largest",
    "ladder.softmax": "Softmax",
    "ladder.cross_entropy": "Softmax and cross entropy",
    "ladder.cross_entropy_of_a_batch": "Softmax and cross entropy of a batch",
    "ladder.variance": "Mean and variance",
    "ladder.standardised": "Standardised numbers",
    "ladder.layer_norm": "Layer normalization",
    "ladder.affine": "An affine layer",
    "ladder.xor": "A network for XOR",
    "ladder.perceptron": "The lecture's perceptron of two layers",
    "ladder.two_layers": "Two layers with relu, on a batch",
    "ladder.embedding": "Looked up in a table",
    "ladder.convolution": "A convolution",
    "ladder.pooling": "Max pooling",
    "ladder.recurrent": "A recurrent unit, three steps",
    "ladder.memory_cell": "A memory cell (LSTM)",
    "ladder.batch_norm": "Batch normalization",
    "ladder.normalised_classes": "Softmax with batch normalization",
    "ladder.attention": "A head of attention",
    # --- draw_network(value): a network as layers of circles.
    "network.title": "Network {sizes}",  # how many units each column has: "2-3-1"
    "network.inputs": "inputs",  # below the first column
    "network.layer": "layer {number}",  # also below a column whose units say no name of one
    "network.neuron": "neuron {number}",
    "network.layers": "layer",  # what is folded of several
    "network.neurons": "neuron",
    "network.piece": "piece {number}",  # of a maxout unit
    "network.pieces": "piece",
    "network.letters": "letters",  # parts of a transformer: what comes in,
    "network.attention": "attention",  # its head and the four layers of it,
    "network.query": "query",
    "network.key": "key",
    "network.value": "value",
    "network.mixed": "mixed",
    "network.up": "up",  # the layer behind it, which has more units than come in, and the one after that,
    "network.down": "down",
    "network.scores": "scores",  # and what comes out
    "network.units": {"one": "{count} unit", "other": "{count} units"},
    "network.input": "x{number}",  # an input that has no name
    "network.weight": "|weight|",  # how wide lines are
    "network.unit": "unit",  # heads of the table
    "network.sum": "weighted sum",
    "network.opens": "{option} opens it.",  # of a unit, on hover
    "network.weight_name": "weight",  # of one that has no name, on hover
    "network.column": "{column}: {units}.",
    "network.lines": "Lines are as wide as {size}.",
    # --- animate(value): both passes as a loop, which says what the stepper says.
    "motion.title": "Forward and backward pass of {output}, step by step",
    "motion.repr": "<{title}; save('graph.svg' or 'graph.gif') or print(...) this animation>",
    # --- explore(value): the page on which a large graph is opened block by block. First what blocks are called.
    "explore.title": "{output}: the whole graph, opened block by block",  # of the page
    "explore.repr": "<a graph, opened block by block; save('graph.html') this page>",
    "explore.whole": "whole graph",
    "explore.part": "part {number}",  # one of several that do not depend on each other, such as a sample
    "explore.parts": "parts {first} to {last}",
    "explore.steps": "steps",  # that have no name
    "explore.some_steps": "steps {first} to {last}",  # of many that follow each other
    "explore.sum": "{count} last steps",  # what joins the parts, a sum mostly
    "explore.span": "{first} to {last}",  # of groups: "neuron 1 to neuron 16"
    "explore.input": "input {number}",
    "explore.nodes": {"one": "{count} node", "other": "{count} nodes"},
    "explore.elsewhere": "{count} boxes elsewhere",  # outside of what is open
    "explore.numbers": "{count} plain numbers",  # beside a gate
    "explore.range": "{least} to {most}",
    "explore.search": "search for a name",
    "explore.found": "What was found",  # for screen readers, as are the next ones up to the keys
    "explore.none": "nothing has such a name",
    "explore.way": "The way to this block",
    "explore.map": "Computational graph",
    "explore.outline": "Blocks and nodes",
    "explore.closer": "Enlarge",
    "explore.closer_key": "Enlarge (+)",
    "explore.farther": "Make smaller",
    "explore.farther_key": "Make smaller (−)",
    "explore.fit": "Show all",
    "explore.fit_key": "Show all (0)",
    "explore.steps_of": "Steps of what is open",
    "explore.this_step": "This step",
    "explore.step": "Step",
    "explore.button.start": "To the start",
    "explore.button.back": "Step back",
    "explore.button.next": "Step forward",
    "explore.button.end": "To the end",
    "explore.progress": "{step} of {last}",
    "explore.spoken.block": "block {block}, {count} nodes, can be opened",
    "explore.spoken.gate": "gate {symbol}, {node}, value {number}",
    "explore.spoken.input": "input {node}, value {number}",
    "explore.spoken.outside": "outside: {box}",
    "explore.keys.move": "move",  # behind the keys
    "explore.keys.open": "open",
    "explore.keys.up": "to the block around it",
    "explore.keys.zoom": "enlarge, make smaller, show all",
    # The steps of what is open.
    "explore.phase.start": "Start",
    "explore.phase.forward": "Forward pass",
    "explore.phase.backward": "Backward pass",
    "explore.phase.end": "Both passes are done",
    "explore.phase.end_forward": "The forward pass is done",
    "explore.step.start": "The inputs, and what comes from outside, have their values.",
    "explore.step.block": "{block} computes its values from what enters it, in {count} nodes. Open it to see how.",
    "explore.step.back": "{numbers} flows back from {from} to {to}.",
    "explore.step.end": "Every arrow shows what flows along it: values above, gradients below.",
    "explore.step.end_forward": "Every arrow shows the values that flow along it.",
    # The panel about a box, and what is said of the whole picture.
    "explore.role": "{symbol} is a {role} in the backward pass.",
    "explore.gradient": "gradient {number}",
    "explore.its_gradient": "gradient of {node}: {number}",
    "explore.from": "{product} from {node}",  # "1.1 × 2 = 2.2 from #3"
    "explore.more": "and from {count} more",
    "explore.enters": "from {box}: {numbers}",
    "explore.leaves": "to {box}: {numbers}",
    "explore.no_gradients": "There are no gradients yet: call backward() on the output first.",
    "explore.constant": "This is a plain number: no gradient flows into it.",
    "explore.stale": "Data changed since the forward pass: these numbers do not belong together.",
    "explore.width.proportion": "width: |gradient|",
    "explore.width.root": "width: square root of |gradient|",
    "explore.width.logarithm": "width: order of magnitude of |gradient|",
    "explore.sign.positive": "positive",
    "explore.sign.negative": "negative",
    "explore.sign.mixed": "both signs",
    # A network that learns in a page.
    "playground.heading": "Watch a network learn, and open any neuron",
    "playground.lead": "Stop at any step, click a weight, and see why it moves.",
    "playground.repr": "<a page on which a network learns; save('network.html') it>",
    "playground.skip": "To the buttons that let it learn",
    "playground.player": "Learning, step by step",  # for screen readers
    "playground.button.copy": "Copy link",
    "playground.button.python": "As Python",
    "playground.button.copy_code": "Copy",
    "playground.button.close": "Close",
    "playground.button.known": "Got it",
    "playground.button.restart": "Back to the start",
    "playground.button.play": "Learn",
    "playground.button.pause": "Pause",
    "playground.button.step": "One step",
    "playground.button.epoch": "One epoch",
    "playground.button.take": "Take this step",
    "playground.speed": "speed",
    "playground.speed.slow": "slow",
    "playground.speed.normal": "normal",
    "playground.speed.fast": "fast",
    "playground.epochs": "epochs",
    "playground.steps": "steps",
    "playground.loss.train": "training loss",
    "playground.loss.test": "validation loss",
    "playground.right": "right",  # of the answers
    "playground.explained": "R², at best 1",  # of the variance of the targets
    "playground.first": "Press Learn, and watch. Everything opens down to its numbers: click a unit, a line or a "
    "point. Lines and points can be dragged.",  # until somebody has read it
    "playground.settings": "Data and learning",
    "playground.data": "Data",
    "playground.noise": "noise",
    "playground.count": "points",
    "playground.held": "held out",  # the share of points for validation
    "playground.features": "inputs",  # functions of a point
    "playground.seed": "seed",
    "playground.learning": "Learning",
    "playground.activation": "activation function",
    "playground.optimizer": "optimizer",
    "playground.sgd": "gradient descent",
    "playground.momentum": "momentum",
    "playground.rate": "learning rate",
    "playground.batch": "batch size",
    "playground.penalty": "regularization",
    "playground.none": "none",
    "playground.amount": "its strength",  # of the regularization
    "playground.network": "Network",
    "playground.river": "gradients as rivers",
    "playground.legend.weights": "Lines are as wide as weights, {positive} or {negative}; click one to open it, "
    "drag it up or down to change it.",
    "playground.legend.river": "Lines are as wide as the gradient of the last minibatch, {positive} or {negative}.",
    "playground.positive": "positive",
    "playground.negative": "negative (dashed)",
    "playground.gradients": "How large the gradients are, layer by layer",
    "playground.layer": "layer {number}",
    "playground.histogram": "Gradients of layer {number}: the middle one is {median}",  # for screen readers
    "playground.output": "Answer",
    "playground.axis.target": "target",  # beside the axis of a curve
    "playground.sign.first": "■",  # at the ends of the bar of colours
    "playground.sign.second": "●",
    "playground.stepped": "colours in steps",
    "playground.held_out": "validation points (hollow)",  # whether they are shown
    "playground.held_out.small": "validation points (small)",
    "playground.output.unit": "What {unit} answers",
    "playground.weight": "{weight} = {number}, gradient {gradient}",  # on hover
    "playground.sample": "sample {number}, {answer}: score {score}, loss {loss}",
    "playground.class": "class {label}",
    "playground.target": "target {number}",
    "playground.map": "What the network answers over the plane, and the points",  # for screen readers, as the next one
    "playground.cells": "What the network answers to each sample",
    "playground.cells.words": "Each cell is a pattern. Downwards its left half counts from 000 to 111, to the right "
    "its mirrored right half: the symmetric ones stand in the diagonal.",
    "playground.point.train": "training point {number} at {inputs}, {answer}",
    "playground.point.test": "validation point {number} at {inputs}, {answer}",
    "playground.tool": "What a click on the map does",
    "playground.tool.move": "open or drag",
    "playground.tool.first": "add ■",
    "playground.tool.second": "add ●",
    "playground.tool.target": "add, with target",  # then a field for a number
    "playground.tool.target.number": "Target of a new point",  # for screen readers
    "playground.tool.remove": "remove",
    "playground.tool.words": "To take a point away, choose remove and click or tap it.",
    "playground.key.next": "next point",  # what keys do on a point, each after its key
    "playground.key.move": "move",
    "playground.key.open": "open",
    "playground.key.copy": "copy",
    "playground.key.remove": "remove",
    "playground.losses": "Losses",
    "playground.train": "training",
    "playground.test": "validation",
    "playground.epoch": "epoch {count}",
    "playground.layers": {"one": "{count} hidden layer", "other": "{count} hidden layers"},
    "playground.layers.none": "no hidden layer: linear",
    "playground.layers.fewer": "One layer fewer",
    "playground.layers.more": "One layer more",
    "playground.units.fewer": "One unit fewer in layer {number}",
    "playground.units.more": "One unit more in layer {number}",
    "playground.unit": "unit {unit}",
    "playground.unit.dead": "unit {unit}, dead: it answers the same to everything",
    "playground.open": "Open a number",
    "playground.hint": "Click a weight or a unit of the network to see its scalar graph for one sample, with every "
    "number of the chain "
    "rule. Click a point of the map to choose the sample.",
    "playground.shares": "What each sample of the minibatch asks for, and their mean",
    "playground.way": "The way to the loss, step by step",  # the frame with the stepper
    "playground.weight.name": "weight",  # heads of columns
    "playground.weight.now": "now",
    "playground.weight.sample": "gradient, this sample",
    "playground.weight.batch": "gradient, minibatch",
    "playground.weight.after": "after the step",
    "playground.why.title": "Why {weight} moves by {change}",
    "playground.why.sample": "Sample {number} alone: the gradient of the loss for {weight} is {gradient}. The graph "
    "below has every factor.",
    "playground.why.batch": {
        "one": "The minibatch is that one sample, with its penalty if there is one: {gradient}.",
        "other": "The mean over the {count} samples of the next minibatch, with the penalty if there is one: "
        "{gradient}.",
    },
    "playground.why.sgd": "Gradient descent goes learning rate × gradient down: {sum}.",
    "playground.why.momentum": "Momentum remembers its velocity, 0.9 × velocity + learning rate × gradient: {sum}.",
    "playground.why.adam": "Adam divides the running mean of the gradients, {mean}, by the root of the running mean of "
    "their squares, {squares}: {sum}.",
    "playground.why.after": "After the step {weight} is {sum}.",
    "playground.why.ends": "The graph goes as far as {numbers}. The rest of the network is one slope for each: "
    "number × gradient.",
    "playground.why.unit": "Unit {unit}",
    "playground.why.answers": "To sample {number}, {unit} answers {answer}.",
    "playground.why.dead": "{unit} is dead: it answers the same to every training sample, so nothing flows back "
    "through it.",
    "playground.python": "The same in Python",
    "playground.python.note": {
        "one": "From the start, with the data and settings as they are now, {count} epoch.",
        "other": "From the start, with the data and settings as they are now, {count} epochs.",
    },
    "playground.python.detour": "What was changed after the first step, weights or settings, is not in it.",
    "playground.python.losses": "The training loss of the page is that of the network as it is now; the history of "
    "fit has, as the curve, the mean during each epoch.",
    "playground.one_target": "All training samples have the same target: there is nothing to tell apart.",
    "playground.set.circles": "circles",
    "playground.set.quadrants": "XOR",
    "playground.set.moons": "moons",
    "playground.set.spirals": "spirals",
    "playground.set.symmetry": "64 patterns, symmetric or not",
    "playground.set.plane": "a tilted plane (regression)",
    "playground.set.bumps": "a hill and a hollow (regression)",
    "playground.fault.empty": "There is no training point: add one, or hold fewer out.",
    "playground.fault.rate": "A learning rate is a positive number; type another.",
    "playground.fault.data": "A sample holds a number that is not finite.",
    "playground.fault.loss": "The loss is no longer a finite number: the last steps were too long. Go back to the "
    "start with a lower learning rate.",
    "playground.fault.gradient": "A gradient is not finite, and no step was taken. Lower the learning rate, or go "
    "back to the start.",
    "playground.fault.step": "The step would leave the finite numbers, and was not taken. Lower the learning rate "
    "and go on.",
    "playground.fault.grown": "The loss has grown far above where it began: the steps are too long. Lower the "
    "learning rate, and go back to the start.",
    "playground.notice.seed": "A seed is a whole number from 0 on.",
    "playground.notice.batch": "A batch size is a whole number from 1 to 500.",
    "playground.notice.rate": "A learning rate is a positive, finite number.",
    "playground.notice.target": "A target is a number from −1000 to 1000.",
    "playground.notice.link": "The link has parts that cannot be read: {link}",
    "playground.notice.copied": "The link was copied.",
    "playground.notice.detour": {
        "one": "The link starts anew with the last data and settings, and takes {count} step: weights changed by hand, "
        "and what was set before, are not in it.",
        "other": "The link starts anew with the last data and settings, and takes {count} steps: weights changed by "
        "hand, and what was set before, are not in it.",
    },
    "playground.notice.weights": "The link begins at the weights of that moment: steps, curves and what the optimizer "
    "remembers begin anew.",
    "playground.notice.lines": "The lines were copied.",
    "playground.notice.not_copied": "The browser does not let the page copy; the address bar has the link.",
    # --- The stepper: the page that plays both passes. First what does not change.
    "stepper.title": "{output}: forward and backward pass",  # of the page
    "stepper.frame": "Forward and backward pass, step by step",  # of its frame in a notebook
    "stepper.repr": "<{title}, step by step; save('graph.html') or print(...) this page>",
    "stepper.skip": "To the steps",  # a link past the graph, for the keyboard
    "stepper.picture": "Computational graph",  # for screen readers
    "stepper.steps": "Steps",  # for screen readers: the buttons and the slider
    "stepper.this_step": "This step",
    "stepper.step": "Step",
    "stepper.button.start": "To the start",  # for screen readers; then with its key, where a mouse points at it
    "stepper.button.start_key": "To the start (Home)",
    "stepper.button.back": "Step back",
    "stepper.button.back_key": "Step back (←)",
    "stepper.button.next": "Step forward",
    "stepper.button.next_key": "Step forward (→)",
    "stepper.button.end": "To the end",
    "stepper.button.end_key": "To the end (End)",
    "stepper.button.turn": "To the start of the backward pass",
    "stepper.button.copy": "Copy link",  # to this step with these inputs
    "stepper.button.full": "Full screen",
    "stepper.button.whole": "Whole picture",
    "stepper.button.play": "Play",
    "stepper.button.pause": "Pause",
    "stepper.button.play_key": "Play or pause (Space)",
    "stepper.button.reset": "Reset",  # the inputs
    "stepper.unit": "Step by",
    "stepper.unit.each": "contribution",
    "stepper.unit.gate": "gate",
    "stepper.unit.layer": "layer",
    "stepper.speed": "Speed",
    "stepper.speed.slow": "slow",
    "stepper.speed.normal": "normal",
    "stepper.speed.fast": "fast",
    "stepper.inputs": "Inputs",
    "stepper.keys.step": "step",  # behind the keys → ←, Space, Home End
    "stepper.keys.play": "play or pause",
    "stepper.keys.ends": "start, end",
    "stepper.keys.nodes": "point at a node, or go there with the arrow keys, for its formula and its gradient; "
    "drag an input's number on its wire, or press Enter on the input and the arrow keys",
    # Above the sentence of a step.
    "stepper.phase.start": "Start",
    "stepper.phase.forward": "Forward pass",
    "stepper.phase.backward": "Backward pass",
    "stepper.phase.end": "End",
    "stepper.progress": "{step} of {last}, {phase}",  # for screen readers
    # A step: its line where it has words, and the reason below it.
    "stepper.start.line": "The inputs have their values.",
    "stepper.start.reason": "The forward pass computes every node from its inputs, the backward pass every gradient.",
    "stepper.forward.reason": "{gate} is a {role} in the backward pass.",
    "stepper.seed.reason": "The backward pass starts at the output: its gradient is {gradient}.",
    "stepper.backward.reason": "Arrived at the {gate}: {gradient}. Local gradient: {slope}.",
    "stepper.backward.first": "Contribution {place} of {count} to {node}.",
    "stepper.backward.sum": "Contribution {place} of {count} to {node}: {sum}.",
    "stepper.end.line": "Gradients of {output}:  {gradients}",
    "stepper.end.reason": "Each gradient is the sum of what arrived. Move an input and watch, or play from the start.",
    "stepper.gate": "{symbol} gate {node}",
    # Where inputs give no value.
    "stepper.fault": "{operation} ({node}) needs {needs}, got {numbers}. Choose other inputs.",
    "stepper.needs": "a result that fits a float",  # where the operation does not say more
    # Beside the field of an input.
    "stepper.slider": "{input}, slider",  # for screen readers
    "stepper.gradient": "gradient {gradient}",
    "stepper.so_far": "so far {gradient} ({place} of {count})",  # contributions of a gradient that is not complete
    # The panel about one node.
    "stepper.formula": "formula  {formula}",
    "stepper.not_computed": "not computed yet",
    "stepper.no_gradient": "no gradient yet",
    "stepper.constant": "a plain number: no gradient flows into it",
    "stepper.output": "{gradient}, where the backward pass starts",  # "d y / d y = 1, where ..."
    "stepper.from": "{product} from {node}",  # "1.1 × 2 = 2.2 from #3"
    # Below a picture whose arrows are as wide as what flows; {positive} and {negative} have the colours of theirs.
    "stepper.river.gradient": "Arrows are as wide as their gradients: {positive}, {negative} (a dashed line), zero "
    "(none).",
    "stepper.river.value": "Arrows are as wide as their values: {positive}, {negative} (a dashed line), zero (none).",
    "stepper.river.positive": "positive",
    "stepper.river.negative": "negative",
    # A nudge: a little is added somewhere.
    "stepper.nudge.title": "Nudge",
    "stepper.nudge.add": "Add",  # a field for a number, then to, then a choice of nodes
    "stepper.nudge.to": "to",
    "stepper.nudge.turn": "Turn the sign round",
    "stepper.nudge.predicted": "predicted: gradient × step = {product}",
    "stepper.nudge.really": "really: {output} {before} → {after}, {change}",
    "stepper.nudge.not_yet": "step on until the output is there",
    "stepper.nudge.later": "predicted: step on until the gradient is there",
    "stepper.nudge.exact": "The prediction is exact.",
    "stepper.nudge.bends": "The curve bends: the smaller the step, the better the prediction.",
    "stepper.nudge.kink": "A kink: on this side the slope is {slope}, and the gradient says {gradient}.",
    "stepper.nudge.jump": "A jump: however small the step, the output changes by {change}.",
    "stepper.nudge.nowhere": "There is no number to compare.",
    "stepper.nudge.empty": "The field is empty; write a number other than 0.",
    "stepper.nudge.no_step": "“{text}” is no step to nudge by; write a number other than 0, such as 0.5 or 1/3.",
    "stepper.nudge.unseen": "The step is too small to be seen: it is lost in rounding.",
    # What is wrong with a number or a link; the page goes on.
    "stepper.notice.number": "“{text}” is no number, so {input} stays {number}; write 1.5, -2, 1e-3, inf or nan.",
    "stepper.notice.empty": "The field is empty, so {input} stays {number}.",
    "stepper.notice.link": "The link's end “{link}” cannot be read; the page opens as it does without it.",
    "stepper.notice.step": "The link asks for step “{step}”, and steps run from 0 to {last}; this is step {here}.",
    "stepper.notice.inputs": {
        "one": "The link's input “{inputs}” is not {count} number; the input stays as it is.",
        "other": "The link's inputs “{inputs}” are not {count} numbers; the inputs stay as they are.",
    },
    "stepper.notice.copied": "The link is copied.",
    "stepper.notice.not_copied": "The browser keeps the page from copying; the link stands in the address bar.",
    # A node of the picture for screen readers, in parts with commas between.
    "stepper.spoken.gate": "gate {symbol}, {node}",
    "stepper.spoken.input": "input {node}",
    "stepper.spoken.output": "output {node}",
    "stepper.spoken.value": "value {number}",
    # --- Plots.
    "plot.repr": "<plot: {alternative}>",
    "plot.both": "{first} and {second}",  # the axis of a function and its derivative: "f(x) and f'(x)"
    "plot.kink": "kink at {x}",
    "plot.jump": "jump at {x}",
    "plot.log": "{axis} (log scale)",  # the name of an axis
    "plot.epoch": "epoch",
    "plot.loss": "loss",
    "plot.training": "training",
    "plot.validation": "validation",
    "plot.validated": "{run}, validation",  # beside the losses of a run that has a name
    "plot.minimum": "minimum",
    "plot.class": "class",
    "plot.activation": "activation",
    "plot.gradient": "gradient",
    "plot.layer": "layer (ring: median)",
    "plot.median": "median",
    "plot.zeros": "{share} zero",  # "12% zero"
    "plot.regions": "{count} regions: {count} of the {codes} codes",
    "plot.original_space": "original feature space {vector}",
    "plot.new_space": "new feature space {vector}",
    "plot.no_weights": "every weight is 0",
    "plot.no_activity": "every activity is 0",
    "plot.squares": "white: positive, black: negative; a full square: {largest}",
    # --- What nn's training leaves: at a prompt.
    "training.nothing_yet": "<training picture: no epoch yet>",
    "training.picture": {
        "one": "A network that learns: {count} epoch, loss {loss}.",
        "other": "A network that learns: {count} epochs, loss {loss}.",
    },
    "training.plane": "What the network answers over the plane, with the cases that it learns.",
    "history.epochs": {"one": "{count} epoch", "other": "{count} epochs"},
    "history.loss": "loss {losses}",
    "history.validation": "validation loss {losses}, lowest {lowest} after epoch {epoch}",
    "history.stopped": "stopped",
    "history.interrupted": "interrupted",
    # --- The command `python -m viz`, and the labels of its examples; their docstrings say what they are about.
    "example.picture": "picture: {path}",
    "example.apple_price": "apple price",
    "example.apples": "apples",
    "example.orange_price": "orange price",
    "example.oranges": "oranges",
    "example.tax": "tax",
    "example.total": "total",
}
