; Throw and catch as the compiler emits it: invoke/landingpad with kiln_personality, type-info operands
; that are MethodTables or filter records. Each test returns 0 when it passed.

@mt_exception = external global i8
@mt_derived = external global i8
@mt_other = external global i8
@filter_record = constant { i32, i32, ptr } { i32 15800292, i32 0, ptr @filter_yes_if_armed }, align 8
@filter_throws_record = constant { i32, i32, ptr } { i32 15800292, i32 0, ptr @filter_throws }, align 8
@armed = global i32 0
@trace = global i32 0
@kiln_filter_top = external thread_local global ptr

declare ptr @kiln_alloc_object(ptr)
declare void @kiln_throw(ptr) noreturn
declare void @kiln_rethrow(ptr) noreturn
declare void @kiln_resume(ptr) noreturn
declare ptr @kiln_catch_begin(ptr)
declare i32 @kiln_personality(...)
declare i32 @llvm.eh.typeid.for.p0(ptr)
declare i64 @SystemNative_GetTimestamp()

define void @throw_derived() noinline uwtable {
  %e = call ptr @kiln_alloc_object(ptr @mt_derived)
  call void @kiln_throw(ptr %e)
  unreachable
}

define void @mark(i32 %digit) noinline {
  %t = load i32, ptr @trace
  %t10 = mul i32 %t, 10
  %n = add i32 %t10, %digit
  store i32 %n, ptr @trace
  ret void
}

; A finally that marks 1, then continues.
define void @with_finally() noinline uwtable personality ptr @kiln_personality {
  invoke void @throw_derived() to label %ok unwind label %pad
ok:
  ret void
pad:
  %p = landingpad { ptr, i32 } cleanup
  call void @mark(i32 1)
  %e = extractvalue { ptr, i32 } %p, 0
  call void @kiln_resume(ptr %e)
  unreachable
}

; A catch of another type: must be passed over.
define void @wrong_catch() noinline uwtable personality ptr @kiln_personality {
  invoke void @with_finally() to label %ok unwind label %pad
ok:
  ret void
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_other
  call void @mark(i32 9)
  ret void
}

define i32 @test_catch() noinline uwtable personality ptr @kiln_personality {
  store i32 0, ptr @trace
  invoke void @wrong_catch() to label %bad unwind label %pad
bad:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_exception
  %e = extractvalue { ptr, i32 } %p, 0
  %s = extractvalue { ptr, i32 } %p, 1
  %b = call ptr @kiln_catch_begin(ptr %e)
  %id = call i32 @llvm.eh.typeid.for.p0(ptr @mt_exception)
  %same = icmp eq i32 %s, %id
  call void @mark(i32 2)
  %t = load i32, ptr @trace
  %right = icmp eq i32 %t, 12
  %mt = load i32, ptr %e
  %want = ptrtoint ptr @mt_derived to i32
  %mtok = icmp eq i32 %mt, %want
  %a = and i1 %same, %right
  %all = and i1 %a, %mtok
  %r = select i1 %all, i32 0, i32 1
  ret i32 %r
}

; Rethrow from a catch, caught by catch-all outside, in one function.
define i32 @test_rethrow() noinline uwtable personality ptr @kiln_personality {
  invoke void @throw_derived() to label %bad unwind label %inner
bad:
  ret i32 1
inner:
  %p = landingpad { ptr, i32 } catch ptr @mt_derived
  %e = extractvalue { ptr, i32 } %p, 0
  %b = call ptr @kiln_catch_begin(ptr %e)
  invoke void @kiln_rethrow(ptr %e) to label %bad unwind label %outer
outer:
  %q = landingpad { ptr, i32 } catch ptr null
  %f = extractvalue { ptr, i32 } %q, 0
  %same = icmp eq ptr %e, %f
  %r = select i1 %same, i32 0, i32 1
  ret i32 %r
}

define i32 @filter_yes_if_armed(ptr %e, ptr %frame) uwtable {
  call void @mark(i32 3)
  %v = load i32, ptr @armed
  ret i32 %v
}

define i32 @filter_throws(ptr %e, ptr %frame) uwtable {
  %n = load i32, ptr %frame
  call void @mark(i32 %n)
  call void @throw_derived()
  ret i32 1
}

define i32 @filtered() noinline uwtable personality ptr @kiln_personality {
  %frame = alloca i32
  store i32 7, ptr %frame
  %record = alloca { ptr, ptr, ptr }
  %prev = load ptr, ptr @kiln_filter_top
  store ptr %prev, ptr %record
  %r1 = getelementptr { ptr, ptr, ptr }, ptr %record, i32 0, i32 1
  store ptr @filter_throws_record, ptr %r1
  %r2 = getelementptr { ptr, ptr, ptr }, ptr %record, i32 0, i32 2
  store ptr %frame, ptr %r2
  store ptr %record, ptr @kiln_filter_top
  invoke void @with_finally() to label %ok unwind label %pad
ok:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } catch ptr @filter_throws_record catch ptr @filter_record
  store ptr %prev, ptr @kiln_filter_top
  %s = extractvalue { ptr, i32 } %p, 1
  %id = call i32 @llvm.eh.typeid.for.p0(ptr @filter_record)
  %same = icmp eq i32 %s, %id
  %r = select i1 %same, i32 0, i32 2
  ret i32 %r
}

; The filter that throws is false, the second one decides; both run before the finally (1).
define i32 @test_filter() noinline uwtable {
  store i32 0, ptr @trace
  store i32 1, ptr @armed
  %r = call i32 @filtered()
  %t = load i32, ptr @trace
  %right = icmp eq i32 %t, 731
  %r2 = select i1 %right, i32 %r, i32 3
  ret i32 %r2
}

; A filter that says no: the exception goes on to the caller, which sees an empty filter list.
define i32 @test_filter_false() noinline uwtable personality ptr @kiln_personality {
  store i32 0, ptr @trace
  store i32 0, ptr @armed
  %x = invoke i32 @filtered() to label %bad unwind label %pad
bad:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_derived
  %t = load i32, ptr @trace
  %right = icmp eq i32 %t, 731
  %top = load ptr, ptr @kiln_filter_top
  %empty = icmp eq ptr %top, null
  %both = and i1 %right, %empty
  %r = select i1 %both, i32 0, i32 1
  ret i32 %r
}

; A finally that throws and catches in turn must not disturb the exception under way.
define void @finally_with_catch() noinline uwtable personality ptr @kiln_personality {
  invoke void @throw_derived() to label %ok unwind label %pad
ok:
  ret void
pad:
  %p = landingpad { ptr, i32 } cleanup
  %e = extractvalue { ptr, i32 } %p, 0
  invoke void @with_finally() to label %ok unwind label %inner
inner:
  %q = landingpad { ptr, i32 } catch ptr null
  %f = extractvalue { ptr, i32 } %q, 0
  %b = call ptr @kiln_catch_begin(ptr %f)
  call void @mark(i32 4)
  call void @kiln_resume(ptr %e)
  unreachable
}

define i32 @test_nested() noinline uwtable personality ptr @kiln_personality {
  store i32 0, ptr @trace
  invoke void @finally_with_catch() to label %bad unwind label %pad
bad:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_derived
  %t = load i32, ptr @trace
  %right = icmp eq i32 %t, 14
  %r = select i1 %right, i32 0, i32 1
  ret i32 %r
}

; A finally that throws replaces the exception.
define void @finally_throws() noinline uwtable personality ptr @kiln_personality {
  invoke void @throw_derived() to label %ok unwind label %pad
ok:
  ret void
pad:
  %p = landingpad { ptr, i32 } cleanup
  %o = call ptr @kiln_alloc_object(ptr @mt_other)
  call void @kiln_throw(ptr %o)
  unreachable
}

define i32 @test_replace() noinline uwtable personality ptr @kiln_personality {
  invoke void @finally_throws() to label %bad unwind label %pad
bad:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_derived catch ptr @mt_other
  ; The handler was found for the first exception; the second one takes the other clause.
  %s = extractvalue { ptr, i32 } %p, 1
  %id = call i32 @llvm.eh.typeid.for.p0(ptr @mt_other)
  %same = icmp eq i32 %s, %id
  %r = select i1 %same, i32 0, i32 1
  ret i32 %r
}

; A cleanup inside a try of the same function: one landing pad with both.
define i32 @test_same_frame() noinline uwtable personality ptr @kiln_personality {
  store i32 0, ptr @trace
  invoke void @throw_derived() to label %bad unwind label %pad
bad:
  ret i32 1
pad:
  %p = landingpad { ptr, i32 } cleanup catch ptr @mt_derived
  %e = extractvalue { ptr, i32 } %p, 0
  call void @mark(i32 5)
  invoke void @kiln_resume(ptr %e) to label %bad unwind label %outer
outer:
  %q = landingpad { ptr, i32 } catch ptr @mt_derived
  call void @mark(i32 6)
  %t = load i32, ptr @trace
  %right = icmp eq i32 %t, 56
  %r = select i1 %right, i32 0, i32 1
  ret i32 %r
}

define void @deep(i32 %n, ptr %e) noinline uwtable {
  %zero = icmp eq i32 %n, 0
  br i1 %zero, label %throw, label %more
throw:
  call void @kiln_throw(ptr %e)
  unreachable
more:
  %m = sub i32 %n, 1
  call void @deep(i32 %m, ptr %e)
  call void @mark(i32 0)
  ret void
}

define void @throw_and_catch(i32 %depth, ptr %e) noinline uwtable personality ptr @kiln_personality {
  invoke void @deep(i32 %depth, ptr %e) to label %ok unwind label %pad
ok:
  ret void
pad:
  %p = landingpad { ptr, i32 } catch ptr @mt_exception
  %x = extractvalue { ptr, i32 } %p, 0
  %b = call ptr @kiln_catch_begin(ptr %x)
  ret void
}

; Nanoseconds a throw over `depth` frames takes, on average of 100,000.
define i64 @throw_cost(i32 %depth) noinline uwtable {
entry:
  %e = call ptr @kiln_alloc_object(ptr @mt_derived)
  %t0 = call i64 @SystemNative_GetTimestamp()
  br label %loop
loop:
  %i = phi i32 [ 0, %entry ], [ %n, %loop ]
  call void @throw_and_catch(i32 %depth, ptr %e)
  %n = add i32 %i, 1
  %more = icmp ult i32 %n, 100000
  br i1 %more, label %loop, label %done
done:
  %t1 = call i64 @SystemNative_GetTimestamp()
  %d = sub i64 %t1, %t0
  %per = udiv i64 %d, 100000
  ret i64 %per
}
