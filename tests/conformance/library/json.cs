// System.Text.Json: documents, nodes, writer and reader without reflection.
using System;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

class Program
{
    static void Main()
    {
        using JsonDocument doc = JsonDocument.Parse("""{"name":"kiln","list":[1,2.5,-3e2,true,null,"\u00e9\n"],"deep":{"a":{"b":[[]]}}}""");
        foreach (JsonProperty p in doc.RootElement.EnumerateObject()) Console.Write($"{p.Name}:{p.Value.ValueKind} ");
        foreach (JsonElement e in doc.RootElement.GetProperty("list").EnumerateArray()) Console.Write($"{e.GetRawText()} ");
        Console.WriteLine(doc.RootElement.GetProperty("list")[1].GetDouble());
        var buffer = new MemoryStream();
        using (var w = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) { w.WriteStartObject(); w.WriteString("s", "a\"b<é>"); w.WriteNumber("n", 12.5m); w.WriteStartArray("arr"); w.WriteBooleanValue(false); w.WriteNullValue(); w.WriteNumberValue(long.MaxValue); w.WriteEndArray(); w.WriteEndObject(); }
        Console.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
        JsonNode node = JsonNode.Parse("""{"x":[1,2,{"y":3}]}"""); node["x"][2]["y"] = 40; node["z"] = new JsonArray(1, "two", null); Console.WriteLine(node.ToJsonString() + (int)node["x"][0]);
        try { JsonDocument.Parse("{\"a\":}"); } catch (JsonException e) { Console.WriteLine($"{e.LineNumber} {e.BytePositionInLine}"); }
        var reader = new Utf8JsonReader("[1,\"x\",{\"k\":[]}]"u8); while (reader.Read()) Console.Write(reader.TokenType + " "); Console.WriteLine();
    }
}
