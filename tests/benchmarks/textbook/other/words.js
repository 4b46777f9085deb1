// The same functions, solved otherwise.

/** @param {string} text */
export function isPalindrome(text) {
  const letters = [...text.toLowerCase()].filter((letter) => /[a-z0-9]/.test(letter));
  return letters.every((letter, index) => letter === letters[letters.length - 1 - index]);
}

/** @param {string} text */
export function reverseWords(text) {
  const words = [];
  for (const word of text.split(/\s+/)) {
    if (word) words.unshift(word);
  }
  return words.join(" ");
}

/** @param {string} text */
export function countVowels(text) {
  return [...text.toLowerCase()].filter((letter) => ["a", "e", "i", "o", "u"].includes(letter)).length;
}

/** @param {string} text */
export function capitalize(text) {
  return text ? text.charAt(0).toUpperCase() + text.substring(1).toLowerCase() : "";
}

/** @param {string} text */
export function balanced(text) {
  const expected = [];
  for (const letter of text) {
    if (letter === "(") expected.push(")");
    else if (letter === "[") expected.push("]");
    else if (letter === "{") expected.push("}");
    else if (letter === ")" || letter === "]" || letter === "}") {
      if (expected.pop() !== letter) return false;
    }
  }
  return !expected.length;
}

/** @param {number} seconds */
export function clock(seconds) {
  const rest = seconds % 60;
  const text = String(rest);
  return Math.floor(seconds / 60) + ":" + (text.length < 2 ? "0" + text : text);
}

/** @param {number} year */
export function isLeap(year) {
  if (year % 400 === 0) return true;
  return year % 100 === 0 ? false : year % 4 === 0;
}

/** @param {string[]} names */
export function joinNames(names) {
  switch (names.length) {
    case 0:
      return "nobody";
    case 1:
      return names[0];
    default: {
      const last = names[names.length - 1];
      return names.slice(0, names.length - 1).join(", ") + " and " + last;
    }
  }
}

/** @param {string} text */
export function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** @param {string} number */
export function luhn(number) {
  let total = 0;
  let double = false;
  for (let i = number.length - 1; i >= 0; i--) {
    const digit = Number(number[i]);
    const counted = double ? digit * 2 : digit;
    total += counted > 9 && double ? counted - 9 : counted;
    double = !double;
  }
  return total % 10 === 0;
}
