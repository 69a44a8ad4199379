//! Field offsets of the CoreLib classes that the runtime touches, published in the manifest as
//! `layout` lines so that the compiler can verify them against the layouts it computed.

macro_rules! layout {
    ($($konst:ident = $offset:literal, $field:literal;)*) => { $(
        #[doc = concat!("Offset of `", $field, "`.")]
        pub const $konst: usize = $offset;
        crate::manifest_line!(layout, $field, stringify!($offset), "-");
    )* };
}

layout! {
    EXCEPTION_MESSAGE = 16, "System.Exception::_message";
    EXCEPTION_STACK_TRACE = 48, "System.Exception::_stackTrace";
    EXCEPTION_STACK_TRACE_STRING = 64, "System.Exception::_stackTraceString";
    EXCEPTION_SOURCE = 80, "System.Exception::_source";
    EXCEPTION_REMOTE_STACK_TRACE = 72, "System.Exception::_remoteStackTraceString";
    RUNTIME_TYPE_HANDLE = 24, "System.RuntimeType::m_handle";
    THREAD_NAME = 24, "System.Threading.Thread::_name";
    THREAD_NATIVE = 40, "System.Threading.Thread::_DONT_USE_InternalThread";
    THREAD_PRIORITY = 48, "System.Threading.Thread::_priority";
    THREAD_MANAGED_ID = 52, "System.Threading.Thread::_managedThreadId";
    THREAD_IS_DEAD = 57, "System.Threading.Thread::_isDead";
    SIGNATURE_ARGUMENTS = 8, "System.Signature::_arguments";
    SIGNATURE_DECLARING = 16, "System.Signature::_declaringType";
    SIGNATURE_RETURN = 24, "System.Signature::_returnTypeORfieldType";
    SIGNATURE_BYTES = 40, "System.Signature::_sig";
    SIGNATURE_LENGTH = 48, "System.Signature::_csig";
    SIGNATURE_CONVENTION = 52, "System.Signature::_managedCallingConventionAndArgIteratorFlags";
    SIGNATURE_METHOD = 64, "System.Signature::_pMethod";
    METHOD_STUB_VALUE = 80, "System.RuntimeMethodInfoStub::m_value";
    METHOD_INFO_HANDLE = 80, "System.Reflection.RuntimeMethodInfo::m_handle";
    CONSTRUCTOR_INFO_HANDLE = 80, "System.Reflection.RuntimeConstructorInfo::m_handle";
    FIELD_STUB_HANDLE = 56, "System.RuntimeFieldInfoStub::m_fieldHandle";
    FIELD_INFO_HANDLE = 56, "System.Reflection.RtFieldInfo::m_fieldHandle";
    ASSEMBLY_HANDLE = 32, "System.Reflection.RuntimeAssembly::m_assembly";
    MODULE_ASSEMBLY = 16, "System.Reflection.RuntimeModule::m_runtimeAssembly";
    MODULE_HANDLE = 24, "System.Reflection.RuntimeModule::m_pData";
    DELEGATE_TARGET = 8, "System.Delegate::_target";
    DELEGATE_METHOD_PTR = 24, "System.Delegate::_methodPtr";
    DELEGATE_METHOD_PTR_AUX = 32, "System.Delegate::_methodPtrAux";
    DELEGATE_INVOCATION_LIST = 40, "System.MulticastDelegate::_invocationList";
    DELEGATE_INVOCATION_COUNT = 48, "System.MulticastDelegate::_invocationCount";
}

/// Address of a field of type `T`.
///
/// # Safety
/// `object` must be a live object that has a field of type `T` at `offset`.
#[inline(always)]
pub unsafe fn field<T>(object: crate::object::Ref, offset: usize) -> *mut T {
    // SAFETY: see above.
    unsafe { object.cast::<u8>().add(offset).cast::<T>() }
}
