"""Matrices and grids, as lists of rows."""

from __future__ import annotations


def transpose(matrix: list[list[int]]) -> list[list[int]]:
    if not matrix:
        return []
    return [[row[i] for row in matrix] for i in range(len(matrix[0]))]


def multiply(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
    result = []
    for row in a:
        line = []
        for j in range(len(b[0])):
            total = 0
            for k in range(len(b)):
                total += row[k] * b[k][j]
            line.append(total)
        result.append(line)
    return result


def identity(size: int) -> list[list[int]]:
    return [[1 if i == j else 0 for j in range(size)] for i in range(size)]


def flatten(rows: list[list[int]]) -> list[int]:
    flat = []
    for row in rows:
        for cell in row:
            flat.append(cell)
    return flat


def spiral(matrix: list[list[int]]) -> list[int]:
    rows = [list(row) for row in matrix]
    result = []
    while rows:
        result += rows.pop(0)
        rows = [list(row) for row in zip(*rows)][::-1]
    return result


def diagonal_sum(matrix: list[list[int]]) -> int:
    total = 0
    for i in range(len(matrix)):
        total += matrix[i][i]
    return total


def neighbours(grid: list[list[int]], row: int, column: int) -> int:
    """How many of the eight cells around are set."""
    count = 0
    for i in range(row - 1, row + 2):
        for j in range(column - 1, column + 2):
            inside = 0 <= i < len(grid) and 0 <= j < len(grid[i])
            if inside and (i, j) != (row, column) and grid[i][j]:
                count += 1
    return count


def rotate_right(matrix: list[list[int]]) -> list[list[int]]:
    return [list(row) for row in zip(*matrix[::-1])]


def row_with_most(matrix: list[list[int]]) -> int:
    best = -1
    best_sum = 0
    for index, row in enumerate(matrix):
        if best == -1 or sum(row) > best_sum:
            best, best_sum = index, sum(row)
    return best


def chunks(items: list[int], size: int) -> list[list[int]]:
    if size < 1:
        raise ValueError("size must be positive")
    return [items[i : i + size] for i in range(0, len(items), size)]


def windows(items: list[int], size: int) -> list[list[int]]:
    return [items[i : i + size] for i in range(len(items) - size + 1)]


def pascal(rows: int) -> list[list[int]]:
    triangle: list[list[int]] = []
    for n in range(rows):
        row = [1] * (n + 1)
        for k in range(1, n):
            row[k] = triangle[n - 1][k - 1] + triangle[n - 1][k]
        triangle.append(row)
    return triangle
