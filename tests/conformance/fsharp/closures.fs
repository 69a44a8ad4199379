// Closures and functions as values: currying, partial application, composition, recursion through values, mutable captures, inline and generic functions.
module Program

let add a b c = a * 100 + b * 10 + c
let compose f g x = g (f x)
let rec fix f x = f (fix f) x
let counter () = let n = ref 0 in fun () -> n.Value <- n.Value + 1; n.Value
let inline twice (f: ^a -> ^a) x = f (f x)
let inline sum (xs: seq< ^a >) = Seq.fold (+) LanguagePrimitives.GenericZero xs
type Op = delegate of int * int -> int
type Acc(start: int) =
    let mutable total = start
    let log = System.Collections.Generic.List<string> ()
    member _.Add x = total <- total + x; log.Add (string x); total
    member _.Log = String.concat "," log
    member this.Adder = fun x -> this.Add (x * 2)
let makeAll () = [ for i in 1 .. 3 -> fun x -> x * i ]
let apply2 (f: int -> int -> int) = f 1 2
let mutable effects = ""
let noisy s v = effects <- effects + s; v

[<EntryPoint>]
let main _ =
    let p1 = add 1 in let p2 = p1 2
    System.Console.WriteLine (p2 3 + (p1 5) 6)
    System.Console.WriteLine ((compose (fun x -> x + 1) (fun x -> string x + "!")) 41)
    System.Console.WriteLine (fix (fun self n -> if n <= 1 then 1 else n * self (n - 1)) 10)
    let c, d = counter (), counter ()
    System.Console.WriteLine (c () + c () * 10 + d () * 100)
    System.Console.WriteLine (twice (fun x -> x * 3) 2 + (twice (fun (s: string) -> s + s) "ab").Length)
    System.Console.WriteLine (sum [ 1.5; 2.5 ] + float (sum [| 1; 2; 3 |]))
    let a = Acc 10
    System.Console.WriteLine (a.Add 1 + a.Adder 5)
    System.Console.WriteLine a.Log
    System.Console.WriteLine (makeAll () |> List.map (fun f -> f 7) |> List.map string |> String.concat " ")
    let op = Op (fun x y -> x - y) in System.Console.WriteLine (op.Invoke (9, 4))
    System.Console.WriteLine (apply2 (fun a -> effects <- effects + "outer"; fun b -> a + b))
    let partial = add (noisy "1" 1) (noisy "2" 2) in System.Console.WriteLine (partial 3 + partial 4)
    System.Console.WriteLine effects
    let fs = Array.init 3 (fun i -> let mutable k = i in k <- k + 10; let k = k in fun () -> k)
    System.Console.WriteLine (fs |> Array.sumBy (fun f -> f ()))
    System.Console.WriteLine ([ 3; 1; 2 ] |> List.sortWith (fun a b -> compare b a) |> List.mapi (fun i x -> i * x) |> List.reduce (+))
    System.Console.WriteLine (Seq.unfold (fun (a, b) -> if a > 100 then None else Some (a, (b, a + b))) (0, 1) |> Seq.filter (fun x -> x % 2 = 0) |> Seq.map string |> String.concat ",")
    System.Console.WriteLine ((>>) ((+) 1) ((*) 2) 5 + ((<<) ((+) 1) ((*) 2)) 5)
    0
