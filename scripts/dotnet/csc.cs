// The C# compiler command on Roslyn's library: csc's own options, plus
//   -refset:sdk|impl  refer to the SDK's reference assemblies (KILN_REFPACK) or to the class library itself (KILN_FRAMEWORK)
//   --batch LIST      one compilation a line of LIST, arguments separated by tabs, all in this process; what a
//                     failed one has to say goes to OUTPUT.errors
// A program gets a runtimeconfig.json beside it.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

static class Csc
{
    const string RuntimeConfig = """
        {
          "runtimeOptions": {
            "tfm": "net10.0",
            "rollForward": "LatestMinor",
            "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" },
            "configProperties": { "System.Globalization.Invariant": true }
          }
        }

        """;

    static readonly ConcurrentDictionary<string, PortableExecutableReference> References = new();

    static int Main(string[] args)
    {
        if (args.Length == 2 && args[0] == "--batch") return Batch(File.ReadAllLines(args[1]));
        var problems = new List<string>();
        bool good = TryCompile(args, problems, out _);
        foreach (string problem in problems) Console.Error.WriteLine(problem);
        return good ? 0 : 1;
    }

    static int Batch(string[] lines)
    {
        int failed = 0;
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(lines.Where(l => l.Length > 0), limit, line =>
        {
            var problems = new List<string>();
            if (TryCompile(line.Split('\t'), problems, out string output)) return;
            Interlocked.Increment(ref failed);
            string text = string.Join('\n', problems) + "\n";
            if (output != null) File.WriteAllText(output + ".errors", text);
            else Console.Error.Write(text);
        });
        return failed == 0 ? 0 : 1;
    }

    static bool TryCompile(string[] args, List<string> problems, out string output)
    {
        output = null;
        try
        {
            return Compile(args, problems, out output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(e.Message);
            return false;
        }
    }

    static bool Compile(string[] args, List<string> problems, out string output)
    {
        string set = Environment.GetEnvironmentVariable("KILN_REFSET");
        foreach (string arg in args)
            if (arg.StartsWith("-refset:", StringComparison.Ordinal)) set = arg["-refset:".Length..];
        string[] options = args.Where(a => !a.StartsWith("-refset:", StringComparison.Ordinal)).ToArray();
        string directory = Directory.GetCurrentDirectory();
        CSharpCommandLineArguments parsed =
            CSharpCommandLineParser.Default.Parse(options.Prepend("-noconfig").Prepend("-nostdlib").Prepend("-nologo"), directory, null);
        output = OutputPath(parsed);
        if (parsed.Errors.Any(e => e.Severity == DiagnosticSeverity.Error))
        {
            problems.AddRange(parsed.Errors.Select(e => e.ToString()));
            return false;
        }

        var trees = parsed.SourceFiles.Select(file =>
        {
            using FileStream stream = File.OpenRead(file.Path);
            SourceText text = SourceText.From(stream, parsed.Encoding, parsed.ChecksumAlgorithm);
            string shown = parsed.PathMap.Aggregate(file.Path, (path, map) =>
                path.StartsWith(map.Key, StringComparison.Ordinal) ? map.Value + path[map.Key.Length..] : path);
            return SyntaxFactory.ParseSyntaxTree(text, parsed.ParseOptions, shown);
        }).ToList();
        var references = Library(set).Select(path => (MetadataReference)Load(path)).ToList();
        foreach (CommandLineReference reference in parsed.MetadataReferences)
        {
            string path = parsed.ReferencePaths.Prepend(directory)
                .Select(folder => Path.Combine(folder, reference.Reference)).FirstOrDefault(File.Exists);
            if (path == null)
            {
                problems.Add($"error CS0006: Metadata file '{reference.Reference}' could not be found");
                return false;
            }
            references.Add(MetadataReference.CreateFromFile(path, reference.Properties));
        }

        CSharpCompilation compilation = CSharpCompilation.Create(
            parsed.CompilationName ?? Path.GetFileNameWithoutExtension(output), trees, references,
            parsed.CompilationOptions.WithDeterministic(true));
        var image = new MemoryStream();
        bool separateSymbols = parsed.EmitPdb && parsed.EmitOptions.DebugInformationFormat != DebugInformationFormat.Embedded;
        var symbols = separateSymbols ? new MemoryStream() : null;
        EmitResult result = compilation.Emit(image, symbols, manifestResources: parsed.ManifestResources, options: parsed.EmitOptions);
        problems.AddRange(result.Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error || d.Severity == DiagnosticSeverity.Warning && !d.IsSuppressed)
            .Select(d => d.ToString()));
        if (!result.Success) return false;

        if (parsed.CompilationOptions.OutputKind.IsApplication())
            Write(Path.ChangeExtension(output, ".runtimeconfig.json"), System.Text.Encoding.UTF8.GetBytes(RuntimeConfig));
        if (symbols != null) Write(Path.ChangeExtension(output, ".pdb"), symbols.ToArray());
        Write(output, image.ToArray());
        return true;
    }

    static bool IsApplication(this OutputKind kind) =>
        kind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;

    static string OutputPath(CSharpCommandLineArguments parsed)
    {
        string name = parsed.OutputFileName;
        if (name == null && parsed.SourceFiles.Length > 0)
            name = Path.GetFileNameWithoutExtension(parsed.SourceFiles[0].Path) + ".dll";
        return name == null ? null : Path.Combine(parsed.OutputDirectory ?? ".", name);
    }

    static IEnumerable<string> Library(string set)
    {
        string pack = Environment.GetEnvironmentVariable("KILN_REFPACK");
        string framework = Environment.GetEnvironmentVariable("KILN_FRAMEWORK");
        string folder = set switch
        {
            "impl" => framework,
            "sdk" => pack,
            _ => string.IsNullOrEmpty(pack) ? framework : pack,
        };
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
            throw new ArgumentException($"csc: no reference assemblies of the kind '{set}' here (they come with a .NET SDK)");
        return Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal);
    }

    static PortableExecutableReference Load(string path) =>
        References.GetOrAdd(path, p => MetadataReference.CreateFromFile(p));

    // A reader never sees half a file.
    static void Write(string path, byte[] content)
    {
        string part = path + ".part" + Environment.CurrentManagedThreadId;
        File.WriteAllBytes(part, content);
        File.Move(part, path, overwrite: true);
    }
}
