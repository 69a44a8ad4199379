// Compiles one C# program with Roslyn through reflection. mcs builds this file, and the program it then
// compiles is the real driver (csc.cs).   usage: boot OUTPUT.dll REFERENCE-FOLDER SOURCE.cs REFERENCE.dll...
using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

static class Boot
{
    const string Root = "Microsoft.CodeAnalysis.";
    static Assembly core, csharp;

    static int Main(string[] args)
    {
        string home = AppDomain.CurrentDomain.BaseDirectory;
        core = Assembly.LoadFrom(Path.Combine(home, "Microsoft.CodeAnalysis.dll"));
        csharp = Assembly.LoadFrom(Path.Combine(home, "Microsoft.CodeAnalysis.CSharp.dll"));
        Type treeType = core.GetType(Root + "SyntaxTree");
        Type referenceType = core.GetType(Root + "MetadataReference");
        Type optionsType = csharp.GetType(Root + "CSharp.CSharpCompilationOptions");

        MethodInfo parseText = csharp.GetType(Root + "CSharp.SyntaxFactory").GetMethods()
            .First(m => m.Name == "ParseSyntaxTree" && m.GetParameters()[0].ParameterType == typeof(string));
        IList trees = NewList(treeType);
        trees.Add(Invoke(parseText, null, File.ReadAllText(args[2])));

        MethodInfo fromFile = referenceType.GetMethods().First(m => m.Name == "CreateFromFile");
        IList references = NewList(referenceType);
        foreach (string file in Directory.GetFiles(args[1], "*.dll").Concat(args.Skip(3)))
            references.Add(Invoke(fromFile, null, file));

        object consoleApplication = Enum.ToObject(core.GetType(Root + "OutputKind"), 0);
        ConstructorInfo newOptions = optionsType.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        MethodInfo create = csharp.GetType(Root + "CSharp.CSharpCompilation").GetMethods().First(m => m.Name == "Create");
        object compilation = Invoke(create, null, Path.GetFileNameWithoutExtension(args[0]), trees, references,
            Invoke(newOptions, null, consoleApplication));

        MethodInfo emit = core.GetType(Root + "Compilation").GetMethods()
            .Where(m => m.Name == "Emit").OrderByDescending(m => m.GetParameters().Length).First();
        var image = new MemoryStream();
        object result = Invoke(emit, compilation, image);
        if (!(bool)result.GetType().GetProperty("Success").GetValue(result, null))
        {
            var diagnostics = (IEnumerable)result.GetType().GetProperty("Diagnostics").GetValue(result, null);
            foreach (object diagnostic in diagnostics) Console.Error.WriteLine(diagnostic);
            return 1;
        }
        File.WriteAllBytes(args[0], image.ToArray());
        return 0;
    }

    static IList NewList(Type element)
    {
        return (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element));
    }

    // Calls a method or constructor with the leading arguments given and defaults for the rest.
    static object Invoke(MethodBase method, object target, params object[] given)
    {
        ParameterInfo[] parameters = method.GetParameters();
        var values = new object[parameters.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            object value = i < given.Length ? given[i] : parameters[i].HasDefaultValue ? parameters[i].DefaultValue : null;
            if (value == null && type.IsValueType) value = Activator.CreateInstance(type);
            if (value is int && type.IsEnum) value = Enum.ToObject(type, value);
            values[i] = value;
        }
        var constructor = method as ConstructorInfo;
        return constructor != null ? constructor.Invoke(values) : method.Invoke(target, values);
    }
}
