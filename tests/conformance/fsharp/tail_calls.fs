// Tail calls: self and mutual recursion, continuations, through closures and members, many times deeper than the stack
// of the thread that makes them would hold.
module Program

let rec loop n acc = if n = 0 then acc else loop (n - 1) (acc + int64 n)
let rec even n = if n = 0 then true else odd (n - 1)
and odd n = if n = 0 then false else even (n - 1)
let rec sumK n k = if n = 0 then k 0L else sumK (n - 1) (fun r -> k (r + int64 n))
type Walker() =
    member this.Down (n: int, acc: int) : int = if n = 0 then acc else this.Up (n - 1, acc + 1)
    member this.Up (n: int, acc: int) : int = if n = 0 then -acc else this.Down (n - 1, acc + 2)
let rec many a b c d e f g n = if n = 0 then a + b + c + d + e + f + g else many b c d e f g a (n - 1)
let rec viaFunction (f: int -> int64 -> int64) n acc = if n = 0 then acc else f (n - 1) (acc + 1L)
let rec state s n = match s with 0 -> (if n = 0 then "done" else state 1 (n - 1)) | 1 -> state 2 n | _ -> state 0 n

let run () =
    System.Console.WriteLine (loop 1000000 0L)
    System.Console.WriteLine (even 1000001)
    System.Console.WriteLine (sumK 20000 id)
    System.Console.WriteLine (Walker().Down (1000000, 0))
    System.Console.WriteLine (many 1 2 3 4 5 6 7 1000000)
    let rec step n acc = viaFunction step n acc
    System.Console.WriteLine (step 20000 0L)
    System.Console.WriteLine (state 0 300000)

[<EntryPoint>]
let main _ =
    let thread = System.Threading.Thread (run, 200000)
    thread.Start ()
    thread.Join ()
    0
