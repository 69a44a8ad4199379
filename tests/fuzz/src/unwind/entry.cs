    class Node { public int value = 4; public virtual int Get() { return value * 3; } }
    class Guard : IDisposable {
        readonly int id;
        public Guard(int id) { this.id = id; }
        public void Dispose() {
            Entry.Note(id);
            if (T.Flip(10)) throw new E4("dispose");
        }
    }
    static class Cell<X> { public static X Value; }
    static unsafe class Entry {
        public static readonly string[] Words = { "", "word", "longer word", "\u00e9t\u00e9" };
        public static readonly object Gate = new object();
        static ulong sum;
        static int calls;
        public static string Word() { return Words[T.Next() & 3]; }
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool Mix(long value) {
            sum = (sum ^ (ulong)value) * 0x9e3779b97f4a7c15UL;
            sum ^= sum >> 29;
            return (sum & 3) != 0;
        }
        public static bool Mix(double value) { return Mix(BitConverter.DoubleToInt64Bits(value)); }
        public static bool Mix(float value) { return Mix(BitConverter.SingleToInt32Bits(value)); }
        public static bool Mix(decimal value) {
            int[] bits = decimal.GetBits(value);
            return Mix(bits[0] * 31L + bits[1]) | Mix(bits[2] * 31L + bits[3]);
        }
        public static bool Mix(string value) {
            if (value == null) return Mix(-1);
            foreach (char c in value) Mix(c);
            return Mix(value.Length);
        }
        public static bool Mix(int[] value) {
            if (value == null) return Mix(-2);
            foreach (int i in value) Mix(i);
            return Mix(value.Length);
        }
        public static bool Mix(byte* value, int count) {
            for (int i = 0; i < count; i++) Mix(value[i]);
            return Mix(count);
        }
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Note(int id) { T.Say("at " + T.Decimal(id), sum); }
        // False where a chain has to end; at its depth it mostly ends by a throw.
        public static bool Enter(int id, int depth) {
            if (++calls > LIMIT || depth < -1) return false;
            if (depth <= 0 && T.Flip(65)) Bottom(id);
            return true;
        }
        static void Bottom(int id) {
            object[] wrong = new string[1];
            int[] list = new int[2];
            Node node = null;
            Mix(id);
            switch (T.Next() % 9) {
                case 0: throw new E0("bottom");
                case 1: throw new E3("bottom");
                case 2: throw new E4("bottom");
                case 3: Mix(id / (int)(T.Next() & 0)); break;
                case 4: Mix(list[2 + T.Next() % 5]); break;
                case 5: Mix(((string)(object)new Node()).Length); break;
                case 6: wrong[0] = new Node(); break;
                case 7: Mix(node.value); break;
                default: Mix(node.Get()); break;
            }
        }
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static bool Filter(int id, ref int x) {
            x += 100;
            Mix(x);
            Note(id);
            try { if (T.Flip(15)) throw new E3("inside"); }
            catch (E1 e) when (Mix(T.Name(e)) | T.Flip(50)) { x++; }
            finally { x ^= 8; }
            if (T.Flip(10)) throw new E2("filter");
            return T.Flip(55);
        }
        public static bool Fail(int id) {
            Note(id);
            throw new E1("filter");
        }
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static X Through<X>(Func<X> next) { return next(); }
        static void Start(int frame) {
            switch (frame) {
                STARTS
            }
        }
        public static void Run() {
            for (int round = 0; round < ROUNDS; round++) {
                T.Reseed((ulong)round);
                sum = 1;
                calls = 0;
                T.Say("round", round);
                try { Start(round % FRAMES); }
                catch (Exception e) {
                    T.Say("out", T.Name(e));
                    for (e = e.InnerException; e != null; e = e.InnerException) T.Say("inner", T.Name(e));
                }
                Note(0);
            }
        }
    }
