// Computation expressions: user-defined builders with all members, sequences, options, state, and async and task blocks.
module Program

type MaybeBuilder() =
    member _.Bind (m, f) = Option.bind f m
    member _.Return x = Some x
    member _.ReturnFrom (m: 'a option) = m
    member _.Zero () = None
    member _.Combine (a, b) = match a with Some _ -> a | None -> b ()
    member _.Delay (f: unit -> 'a option) = f
    member _.Run f = f ()
let maybe = MaybeBuilder ()
type Log = { Lines: string list }
type StateBuilder() =
    member _.Bind (m, f) = fun s -> let (x, s2) = m s in f x s2
    member _.Return x = fun s -> (x, s)
    member _.Zero () = fun s -> ((), s)
    member _.Delay f = fun s -> f () s
    member _.Combine (a, b) = fun s -> let ((), s2) = a s in b s2
    member _.For (xs: seq<'a>, f) = fun s -> ((), Seq.fold (fun s x -> snd (f x s)) s xs)
    member _.While (guard, body) = fun s -> let mutable s = s in while guard () do s <- snd (body s) done; ((), s)
    member _.TryFinally (body, fin) = fun s -> try body s finally fin ()
    member _.Using (r: #System.IDisposable, f) = fun s -> try f r s finally r.Dispose ()
let state = StateBuilder ()
let tick n = fun s -> (s, s + n)
type D(name) = interface System.IDisposable with member _.Dispose () = System.Console.Write ("dispose-" + name + " ")
let divide a b = maybe { if b = 0 then return! None else return a / b }
let rec walk d = seq { if d > 0 then yield d; yield! walk (d - 1); yield d * 10 }

[<EntryPoint>]
let main _ =
    let show o = match o with Some x -> string x | None -> "none"
    System.Console.WriteLine (show (maybe { let! a = divide 100 5 in let! b = divide a 2 in return a + b }) + " " + show (maybe { let! a = divide 1 0 in return a + 1 }))
    let program =
        state {
            let! a = tick 5
            for i in [ 1; 2; 3 ] do
                let! _ = tick i
                ()
            use _ = new D("state")
            let! b = tick 0
            return a * 1000 + b
        }
    System.Console.WriteLine (fst (program 1))
    let n = ref 0
    let counting =
        state {
            while n.Value < 4 do
                n.Value <- n.Value + 1
                let! _ = tick n.Value
                ()
            return ()
        }
    System.Console.WriteLine (snd (counting 0))
    System.Console.WriteLine (walk 3 |> Seq.map string |> String.concat " ")
    System.Console.WriteLine ([ for x in 1 .. 3 do for y in x .. 3 do if x <> y then yield x * y ] |> List.sum)
    let s =
        seq {
            use _ = new D("seq")
            try
                yield 1
                yield 2
            finally
                System.Console.Write "finally "
        }
    System.Console.WriteLine (Seq.head s)
    let a =
        async {
            let! x = async { return 20 }
            let! y = Async.Parallel [ async { return 1 }; async { return 2 } ]
            try failwith "boom" with e -> System.Console.Write (e.Message + " ")
            return x + Array.sum y
        }
    System.Console.WriteLine (Async.RunSynchronously a)
    let t =
        task {
            let! x = System.Threading.Tasks.Task.FromResult 5
            do! System.Threading.Tasks.Task.Delay 1
            let mutable k = x
            while k < 8 do
                k <- k + 1
            return k
        }
    System.Console.WriteLine t.Result
    0
