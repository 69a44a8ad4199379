// Streams, readers, writers, files in a temporary folder, paths, console input.
using System;
using System.IO;
using System.IO.Compression;
using System.Text;

class Program
{
    static void Main()
    {
        string line; int n = 0; while ((line = Console.ReadLine()) != null) Console.WriteLine($"{++n}: {line.Length} {line}");
        var ms = new MemoryStream(); using (var w = new BinaryWriter(ms, Encoding.UTF8, true)) { w.Write(1); w.Write("héllo"); w.Write(2.5); w.Write((byte)9); w.Write(true); w.Write7BitEncodedInt(300); }
        ms.Position = 0; using (var r = new BinaryReader(ms, Encoding.UTF8, true)) Console.WriteLine($"{ms.Length} {r.ReadInt32()} {r.ReadString()} {r.ReadDouble()} {r.ReadByte()} {r.ReadBoolean()} {r.Read7BitEncodedInt()}");
        string dir = Path.Combine(Path.GetTempPath(), "kiln-" + Guid.NewGuid().ToString("N")); Directory.CreateDirectory(dir);
        try
        {
            string file = Path.Combine(dir, "a.txt"); File.WriteAllText(file, "one\ntwo\r\nthree"); File.AppendAllText(file, "\nfour");
            Console.WriteLine($"{string.Join("|", File.ReadAllLines(file))} {new FileInfo(file).Length} {File.Exists(file)} {File.Exists(file + "x")} {Directory.GetFiles(dir).Length} {Path.GetExtension(file)} {Path.GetFileNameWithoutExtension(file)}");
            using (var fs = new FileStream(file, FileMode.Open)) { fs.Seek(4, SeekOrigin.Begin); Console.WriteLine($"{(char)fs.ReadByte()} {fs.Position} {fs.CanWrite}"); fs.SetLength(5); }
            Console.WriteLine(File.ReadAllText(file).Length); File.Move(file, file + ".moved"); File.Copy(file + ".moved", file); File.Delete(file); Console.WriteLine(string.Join(",", Array.ConvertAll(Directory.GetFileSystemEntries(dir), Path.GetFileName)));
            try { File.OpenRead(file); } catch (FileNotFoundException e) { Console.WriteLine(e.GetType().Name); } try { Directory.GetFiles(dir + "/none"); } catch (DirectoryNotFoundException e) { Console.WriteLine(e.GetType().Name); }
        }
        finally { Directory.Delete(dir, true); }
        Console.WriteLine($"{Path.Combine("a", "/b")} {Path.GetFullPath("/a/../b/./c")} {Path.GetRelativePath("/a/b", "/a/c/d")} {Path.ChangeExtension("x.y", "z")} {Path.GetDirectoryName("/p/q")} {Directory.Exists(dir)}");
        var text = new StringWriter(); text.Write("{0}-{1}", 1, 2); text.WriteLine('c'); var sr = new StringReader("a\nb\n"); Console.Write(text); Console.WriteLine(sr.ReadLine() + sr.Peek() + sr.ReadToEnd().Length);
        var packed = new MemoryStream(); using (var g = new GZipStream(packed, CompressionLevel.Optimal, true)) g.Write(new byte[10000]); packed.Position = 0; using var un = new GZipStream(packed, CompressionMode.Decompress); var outp = new MemoryStream(); un.CopyTo(outp); Console.WriteLine($"{outp.Length} {packed.Length < 200}");
        Console.Error.WriteLine("to stderr"); Console.Out.Flush(); Console.Write('x'); Console.Write(1.5); Console.Write(new[] { 'a', 'b' }); Console.WriteLine();
    }
}
