"""The same functions, solved otherwise."""

from __future__ import annotations

from itertools import chain


def identity(size: int) -> list[list[int]]:
    result = []
    for i in range(size):
        row = [0] * size
        row[i] = 1
        result.append(row)
    return result


def flatten(rows: list[list[int]]) -> list[int]:
    return list(chain.from_iterable(rows))


def diagonal_sum(matrix: list[list[int]]) -> int:
    return sum(row[i] for i, row in enumerate(matrix))


def rotate_right(matrix: list[list[int]]) -> list[list[int]]:
    return list(map(list, zip(*reversed(matrix))))


def row_with_most(matrix: list[list[int]]) -> int:
    if not matrix:
        return -1
    return max(range(len(matrix)), key=lambda index: sum(matrix[index]))


def chunks(items: list[int], size: int) -> list[list[int]]:
    if size <= 0:
        raise ValueError("too small")
    result: list[list[int]] = []
    for index, item in enumerate(items):
        if index % size == 0:
            result.append([])
        result[-1].append(item)
    return result


def pascal(rows: int) -> list[list[int]]:
    triangle: list[list[int]] = []
    row = [1]
    while len(triangle) < rows:
        triangle.append(row)
        row = [a + b for a, b in zip([0, *row], [*row, 0])]
    return triangle
