// An independent reader: counts what assemblies hold with System.Reflection.Metadata.
//   CrossCheck FILE...    prints one line a file: name, then numbers in the order of the header line
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

static class CrossCheck
{
    static int Main(string[] files)
    {
        var images = new List<(string Name, PEReader Image)>();
        foreach (string file in files)
        {
            var image = new PEReader(File.OpenRead(file));
            if (image.HasMetadata) images.Add((Path.GetFileName(file), image));
        }
        var types = new Types();
        foreach (var (_, image) in images) types.AddEnums(image.GetMetadataReader());
        Console.WriteLine("name rows types methods bodies il regions attributes arguments hash");
        foreach (var (name, image) in images) Console.WriteLine(name + " " + Count(image, types));
        return 0;
    }

    static string Count(PEReader image, Types types)
    {
        MetadataReader reader = image.GetMetadataReader();
        long rows = 0, bodies = 0, il = 0, regions = 0, arguments = 0;
        ulong hash = 0xcbf29ce484222325;
        for (var table = TableIndex.Module; table <= TableIndex.GenericParamConstraint; table++)
            rows += reader.GetTableRowCount(table);
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            Mix(ref hash, reader.GetString(method.Name));
            if (method.RelativeVirtualAddress == 0) continue;
            if ((method.ImplAttributes & System.Reflection.MethodImplAttributes.CodeTypeMask) != 0) continue;
            MethodBodyBlock body = image.GetMethodBody(method.RelativeVirtualAddress);
            bodies++;
            byte[] code = body.GetILBytes();
            il += code.Length;
            foreach (byte b in code) Mix(ref hash, b);
            regions += body.ExceptionRegions.Length;
            foreach (ExceptionRegion region in body.ExceptionRegions)
            {
                Mix(ref hash, (ulong)region.TryOffset);
                Mix(ref hash, (ulong)region.TryLength);
                Mix(ref hash, (ulong)region.HandlerOffset);
                Mix(ref hash, (ulong)region.HandlerLength);
            }
        }
        foreach (CustomAttributeHandle handle in reader.CustomAttributes)
        {
            var value = reader.GetCustomAttribute(handle).DecodeValue(types.For(reader));
            arguments += value.FixedArguments.Length + value.NamedArguments.Length;
        }
        return string.Join(' ', rows, reader.TypeDefinitions.Count, reader.MethodDefinitions.Count, bodies, il,
            regions, reader.CustomAttributes.Count, arguments, hash.ToString("x16"));
    }

    static void Mix(ref ulong hash, ulong value) => hash = unchecked((hash ^ value) * 0x100000001b3);

    static void Mix(ref ulong hash, string text)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(text)) Mix(ref hash, b);
    }
}

/// Types as their reflection names; knows what the enums of all assemblies are stored as.
class Types : ICustomAttributeTypeProvider<string>
{
    readonly Dictionary<string, PrimitiveTypeCode> enums = new();
    MetadataReader current;

    public Types For(MetadataReader reader)
    {
        current = reader;
        return this;
    }

    public void AddEnums(MetadataReader reader)
    {
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if (type.BaseType.IsNil || NameOf(reader, type.BaseType) != "System.Enum") continue;
            foreach (FieldDefinitionHandle fieldHandle in type.GetFields())
            {
                FieldDefinition field = reader.GetFieldDefinition(fieldHandle);
                if ((field.Attributes & System.Reflection.FieldAttributes.Static) != 0) continue;
                BlobReader signature = reader.GetBlobReader(field.Signature);
                signature.ReadByte();
                enums[NameOf(reader, handle)] = (PrimitiveTypeCode)signature.ReadByte();
            }
        }
    }

    static string NameOf(MetadataReader reader, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                TypeDefinition definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
                string name = reader.GetString(definition.Name);
                TypeDefinitionHandle outer = definition.GetDeclaringType();
                return outer.IsNil ? Join(reader.GetString(definition.Namespace), name) : NameOf(reader, outer) + "+" + name;
            case HandleKind.TypeReference:
                TypeReference reference = reader.GetTypeReference((TypeReferenceHandle)handle);
                string simple = reader.GetString(reference.Name);
                return reference.ResolutionScope.Kind == HandleKind.TypeReference
                    ? NameOf(reader, reference.ResolutionScope) + "+" + simple
                    : Join(reader.GetString(reference.Namespace), simple);
            default:
                return "";
        }
    }

    static string Join(string space, string name) => space.Length == 0 ? name : space + "." + name;

    public PrimitiveTypeCode GetUnderlyingEnumType(string type) => enums[type];
    public string GetTypeFromSerializedName(string name) => name?.Split(',')[0];
    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte kind) => NameOf(reader, handle);
    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte kind) => NameOf(reader, handle);
    public string GetPrimitiveType(PrimitiveTypeCode code) => code.ToString();
    public string GetSystemType() => "System.Type";
    public bool IsSystemType(string type) => type == "System.Type";
    public string GetSZArrayType(string element) => element + "[]";
}
