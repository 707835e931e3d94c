import { render } from "@testing-library/react";
import { expect, test } from "vitest";

import { MarkedText } from "./MarkedText";

function marked(text: string, marks: [number, number][]) {
  const { container } = render(<MarkedText value={{ text, marks }} />);
  return { container, hits: [...container.querySelectorAll("mark")].map((mark) => mark.textContent) };
}

test("what answers the search is marked, and nothing else", () => {
  expect(
    marked("Smith Family Trust", [
      [0, 5],
      [6, 9],
    ]).hits,
  ).toEqual(["Smith", "Fam"]);
  expect(marked("Smith Family Trust", []).hits).toEqual([]);
});

test("marks count in UTF-16 units, as texts do here", () => {
  expect(
    marked("𝒜 Smith 健二", [
      [3, 8],
      [9, 11],
    ]).hits,
  ).toEqual(["Smith", "健二"]);
});

test("a name is whole in its tooltip and stands in its own direction", () => {
  const { container } = marked("ليلى حداد", [[0, 4]]);
  const text = container.querySelector("bdi");
  expect(text?.title).toBe("ليلى حداد");
  expect(text?.textContent).toBe("ليلى حداد");
});
