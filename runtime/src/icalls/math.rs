//! Math and MathF: the C library's functions under their managed names.

use crate::{entries, manifest_line};

/// Lines for functions of one, two or three arguments of the result's type.
macro_rules! c_functions {
    ($class:literal, $ty:literal: $($managed:literal = $symbol:literal,)*) => { $(
        manifest_line!(
            icall, concat!($class, "::", $managed, "(", $ty, "):", $ty), $symbol, "-");
    )* };
    (2 $class:literal, $ty:literal: $($managed:literal = $symbol:literal,)*) => { $(
        manifest_line!(
            icall, concat!($class, "::", $managed, "(", $ty, ",", $ty, "):", $ty), $symbol, "-");
    )* };
    (3 $class:literal, $ty:literal: $($managed:literal = $symbol:literal,)*) => { $(
        manifest_line!(
            icall,
            concat!($class, "::", $managed, "(", $ty, ",", $ty, ",", $ty, "):", $ty),
            $symbol,
            "-"
        );
    )* };
}

c_functions! {
    "System.Math", "System.Double":
    "Acos" = "acos",
    "Acosh" = "acosh",
    "Asin" = "asin",
    "Asinh" = "asinh",
    "Atan" = "atan",
    "Atanh" = "atanh",
    "Cbrt" = "cbrt",
    "Ceiling" = "ceil",
    "Cos" = "cos",
    "Cosh" = "cosh",
    "Exp" = "exp",
    "Floor" = "floor",
    "Log" = "log",
    "Log2" = "log2",
    "Log10" = "log10",
    "Sin" = "sin",
    "Sinh" = "sinh",
    "Sqrt" = "sqrt",
    "Tan" = "tan",
    "Tanh" = "tanh",
}

c_functions! {
    2 "System.Math", "System.Double":
    "Atan2" = "atan2",
    "Pow" = "pow",
}

c_functions! {
    3 "System.Math", "System.Double":
    "FusedMultiplyAdd" = "fma",
}

c_functions! {
    "System.MathF", "System.Single":
    "Acos" = "acosf",
    "Acosh" = "acoshf",
    "Asin" = "asinf",
    "Asinh" = "asinhf",
    "Atan" = "atanf",
    "Atanh" = "atanhf",
    "Cbrt" = "cbrtf",
    "Ceiling" = "ceilf",
    "Cos" = "cosf",
    "Cosh" = "coshf",
    "Exp" = "expf",
    "Floor" = "floorf",
    "Log" = "logf",
    "Log2" = "log2f",
    "Log10" = "log10f",
    "Sin" = "sinf",
    "Sinh" = "sinhf",
    "Sqrt" = "sqrtf",
    "Tan" = "tanf",
    "Tanh" = "tanhf",
}

c_functions! {
    2 "System.MathF", "System.Single":
    "Atan2" = "atan2f",
    "Pow" = "powf",
}

c_functions! {
    3 "System.MathF", "System.Single":
    "FusedMultiplyAdd" = "fmaf",
}

manifest_line!(
    icall,
    "System.Math::ModF(System.Double,System.Double*):System.Double",
    "modf",
    "-"
);
manifest_line!(
    icall,
    "System.MathF::ModF(System.Single,System.Single*):System.Single",
    "modff",
    "-"
);

entries! {
    [icall "System.Math::SinCos(System.Double,System.Double*,System.Double*):System.Void" "-"]
    fn kiln_math_sincos(x: f64, sine: *mut f64, cosine: *mut f64) {
        *sine = sin(x);
        *cosine = cos(x);
    }

    [icall "System.MathF::SinCos(System.Single,System.Single*,System.Single*):System.Void" "-"]
    fn kiln_mathf_sincos(x: f32, sine: *mut f32, cosine: *mut f32) {
        *sine = sinf(x);
        *cosine = cosf(x);
    }
}

unsafe extern "C" {
    safe fn sin(x: f64) -> f64;
    safe fn cos(x: f64) -> f64;
    safe fn sinf(x: f32) -> f32;
    safe fn cosf(x: f32) -> f32;
}
