from __future__ import annotations

import pytest

from .observing import returned, thing

ENUM = "enum Size { Small, Big = 5, Huge, Name = 'n' }\n"


@pytest.mark.parametrize(
    ("module", "argument", "result"),
    [
        ("function f(x: number, y?: string): number { return x as number + 1 }", 1, "2"),
        ("const f = <T,>(x: T): T => x!", 3, "3"),
        ("const f = async <T extends object>(x: T): Promise<T> => x satisfies T", 3, "promise of 3"),
        ("function f(this: Window, x: Array<Map<string, number>>) { return x }", 3, "3"),
        ("interface A { x: number }\ntype B = A | null\nfunction f(x: number): B { return { x } }", 3, "{x: 3}"),
        (ENUM + "function f(x: Size) { return [Size.Big, Size[x], Size.Huge, Size.Name] }", 0, "[5, 'Small', 6, 'n']"),
        ("function f(a: string): void\nfunction f(a: any) { return a }", 4, "4"),
        ("function f(x: number) { let y!: number; y = x; return <number>y }", 4, "4"),
        ("function f(x: unknown): x is string { return typeof x === 'string' }", "a", "true"),
        ("declare const z: number\nfunction f(x: number) { return new Map<string, number>([['a', x]]) }", 4,
         "Map{'a' => 4}"),
        ("function f(x: number) { try { throw x } catch (e: unknown) { return e } }", 4, "4"),
    ],
)  # fmt: skip
def test_types_are_taken_away(module: str, argument: object, result: str) -> None:
    assert returned(module, argument, language="typescript") == result


def test_parameter_properties_are_assigned_after_super() -> None:
    module = "class A extends Base { constructor(private readonly a: number, public b = 2) { super(); this.c = a } }"
    assert returned(module, 1, name="A.constructor", language="typescript") == "A{a: 1, b: 2, c: 1}"


def test_modifiers_decorators_and_signatures_of_classes_are_taken_away() -> None:
    module = """
        @Component({ selector: 'x' })
        export abstract class A<T> extends Base<T> implements B {
          @Input() declare name: string
          private static readonly limit: number = 3;
          [key: string]: unknown
          abstract other(): void
          protected override async m(@Inject(X) n: number): Promise<number> { return n + A.limit }
        }"""
    assert returned(module, thing(), 1, name="A.m", language="typescript") == "promise of 4"


def test_private_names_are_fields_of_the_receiver() -> None:
    module = "class A { #n = 1; get n() { return this.#n } }"
    assert returned(module, thing(__p_n=7), name="A.n") == "7"
