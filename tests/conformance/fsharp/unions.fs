// Discriminated unions: cases with and without fields, generic, recursive and struct ones, equality, comparison, nested matching, active patterns.
module Program

type Shape = Circle of radius: float | Rect of w: float * h: float | Dot
type Tree<'a> = Leaf | Node of Tree<'a> * 'a * Tree<'a>
type Expr = Num of int | Add of Expr * Expr | Mul of Expr * Expr | Neg of Expr | Let of string * Expr * Expr | Var of string
[<Struct>] type Small = A of a: int | B of b: int64 * c: int | C
type Single = Single of int * string
type Color = Red = 1 | Green = 2
exception Bad of int * string

let area s = match s with Circle r -> 3.0 * r * r | Rect (w, h) when w = h -> w * w | Rect (w, h) -> w * h | Dot -> 0.0
let rec insert x t = match t with Leaf -> Node (Leaf, x, Leaf) | Node (l, y, r) when x < y -> Node (insert x l, y, r) | Node (l, y, r) when x > y -> Node (l, y, insert x r) | _ -> t
let rec toList t = match t with Leaf -> [] | Node (l, x, r) -> toList l @ [ x ] @ toList r
let rec eval env e =
    match e with
    | Num n -> n
    | Add (Num 0, e) | Add (e, Num 0) -> eval env e
    | Add (a, b) -> eval env a + eval env b
    | Mul (Neg a, Neg b) | Mul (a, b) -> eval env a * eval env b
    | Neg e -> -(eval env e)
    | Let (n, v, b) -> eval ((n, eval env v) :: env) b
    | Var n -> match List.tryFind (fun (k, _) -> k = n) env with Some (_, v) -> v | None -> raise (Bad (1, n))
let (|Even|Odd|) n = if n % 2 = 0 then Even (n / 2) else Odd
let (|Prefix|_|) (p: string) (s: string) = if s.StartsWith p then Some (s.Substring p.Length) else None
let classify n = match n with Even 0 -> "zero" | Even h -> "even " + string h | Odd -> "odd"
let small s = match s with A n -> int64 n | B (x, y) -> x + int64 y | C -> -1L
let word s = match s with Prefix "un" rest -> rest | "" -> "empty" | s when s.Length > 3 -> "long" | _ -> "short"

[<EntryPoint>]
let main _ =
    for s in [ Circle 2.0; Rect (2.0, 2.0); Rect (2.0, 3.0); Dot ] do System.Console.Write (area s); System.Console.Write ' '
    System.Console.WriteLine ()
    let t = List.fold (fun t x -> insert x t) Leaf [ 5; 2; 8; 2; 9; 1 ]
    System.Console.WriteLine (String.concat "," (toList t |> List.map string))
    System.Console.WriteLine (eval [] (Let ("x", Add (Num 3, Num 0), Mul (Neg (Var "x"), Neg (Add (Num 0, Num 4))))))
    (try eval [] (Var "y") |> ignore with Bad (n, s) -> System.Console.WriteLine ("bad " + string n + s))
    System.Console.WriteLine (Circle 1.0 = Circle 1.0 && Circle 1.0 <> Dot && compare (Rect (1.0, 2.0)) (Rect (1.0, 3.0)) < 0 && compare Dot (Circle 9.0) > 0)
    System.Console.WriteLine (String.concat ";" [ classify 0; classify 10; classify 7; word "undo"; word ""; word "abcd"; word "ab" ])
    System.Console.WriteLine (small (A 4) + small (B (5L, 6)) + small C)
    System.Console.WriteLine (hash (Node (Leaf, 1, Leaf)) = hash (Node (Leaf, 1, Leaf)))
    let (Single (n, s)) = Single (7, "seven") in System.Console.WriteLine (s + string n)
    System.Console.WriteLine (match Color.Green with Color.Red -> "r" | Color.Green -> "g" | _ -> "?")
    System.Console.WriteLine (match (Some 3, [ 1; 2 ], [| "a" |]) with (Some x, [ a; b ], [| z |]) -> z + string (x + a + b) | _ -> "none")
    0
