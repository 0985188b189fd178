// Answers as people type them: the twin of viz/exercises/answers.py; tests compare the two. What is no number is the
// sentence that says so.

const LONGEST_ECHO = 24; // characters of an answer that a sentence repeats
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

function echo(text) {
  const line = [...squeezed(text).replace(UNSEEN, "")];
  return line.length <= LONGEST_ECHO ? line.join("") : `${line.slice(0, LONGEST_ECHO - 1).join("")}…`;
}

const isOpenText = (text) => squeezed(text) === "";

// {number} or {problem}, a sentence.
function readAnswer(text) {
  const { number, problem } = readNumber(text);
  return problem ? { problem: said(`exercise.${problem}`, { answer: echo(text) }) } : { number };
}
