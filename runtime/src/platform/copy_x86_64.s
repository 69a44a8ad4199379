# memcpy, memmove and memset. Up to 128 bytes are loaded before anything is stored; beyond that 64 bytes a
# round, forwards or backwards, with both ends loaded first. Aligned words of eight bytes are always stored as
# a whole: the collector may look at any time. What only registers hold then it finds in the frame of the signal
# that stops the thread.

    .pushsection .text.kiln_copy, "ax", @progbits
    .globl  memcpy, memmove
    .hidden memcpy, memmove
    .type   memcpy, @function
    .type   memmove, @function
    .p2align 4
memcpy:
memmove:
    mov     rax, rdi
    cmp     rdx, 16
    jb      20f
    movups  xmm0, [rsi]
    movups  xmm7, [rsi + rdx - 16]
    cmp     rdx, 32
    ja      10f
    movups  [rdi], xmm0
    movups  [rdi + rdx - 16], xmm7
    ret
10: movups  xmm1, [rsi + 16]
    movups  xmm6, [rsi + rdx - 32]
    cmp     rdx, 64
    ja      11f
    movups  [rdi], xmm0
    movups  [rdi + 16], xmm1
    movups  [rdi + rdx - 32], xmm6
    movups  [rdi + rdx - 16], xmm7
    ret
11: movups  xmm2, [rsi + 32]
    movups  xmm3, [rsi + 48]
    movups  xmm4, [rsi + rdx - 64]
    movups  xmm5, [rsi + rdx - 48]
    cmp     rdx, 128
    ja      30f
    movups  [rdi], xmm0
    movups  [rdi + 16], xmm1
    movups  [rdi + 32], xmm2
    movups  [rdi + 48], xmm3
12: movups  [rdi + rdx - 64], xmm4
    movups  [rdi + rdx - 48], xmm5
    movups  [rdi + rdx - 32], xmm6
    movups  [rdi + rdx - 16], xmm7
    ret

    # Fewer than 16 bytes.
20: cmp     edx, 8
    jb      21f
    mov     rcx, [rsi]
    mov     rsi, [rsi + rdx - 8]
    mov     [rdi], rcx
    mov     [rdi + rdx - 8], rsi
    ret
21: cmp     edx, 4
    jb      22f
    mov     ecx, [rsi]
    mov     esi, [rsi + rdx - 4]
    mov     [rdi], ecx
    mov     [rdi + rdx - 4], esi
    ret
22: test    edx, edx
    jz      23f
    mov     r9d, edx
    shr     r9d
    movzx   ecx, byte ptr [rsi]
    movzx   r8d, byte ptr [rsi + r9]
    movzx   esi, byte ptr [rsi + rdx - 1]
    mov     [rdi], cl
    mov     [rdi + r9], r8b
    mov     [rdi + rdx - 1], sil
23: ret

    # More than 128 bytes. The first 64 are in xmm0 to xmm3, the last in xmm4 to xmm7.
30: mov     rcx, rdi
    sub     rcx, rsi
    cmp     rcx, rdx
    jb      40f
    movaps  xmm8, xmm0
    lea     r8, [rdi + rdx - 64]
    # To the next multiple of 16 of the destination.
    mov     rcx, rdi
    or      rcx, 15
    sub     rcx, rdi
    lea     rsi, [rsi + rcx + 1]
    lea     rcx, [rdi + rcx + 1]
    .p2align 4
31: movups  xmm0, [rsi]
    movups  xmm1, [rsi + 16]
    movups  xmm2, [rsi + 32]
    movups  xmm3, [rsi + 48]
    movaps  [rcx], xmm0
    movaps  [rcx + 16], xmm1
    movaps  [rcx + 32], xmm2
    movaps  [rcx + 48], xmm3
    add     rsi, 64
    add     rcx, 64
    cmp     rcx, r8
    jb      31b
    movups  [rax], xmm8
    jmp     12b

    # The destination overlaps the source's end.
40: movaps  xmm8, xmm7
    lea     r9, [rdi + rdx]
    lea     rsi, [rsi + rdx]
    mov     ecx, r9d
    and     ecx, 15
    sub     rsi, rcx
    sub     r9, rcx
    lea     r8, [rdi + 64]
    .p2align 4
41: movups  xmm4, [rsi - 16]
    movups  xmm5, [rsi - 32]
    movups  xmm6, [rsi - 48]
    movups  xmm7, [rsi - 64]
    movaps  [r9 - 16], xmm4
    movaps  [r9 - 32], xmm5
    movaps  [r9 - 48], xmm6
    movaps  [r9 - 64], xmm7
    sub     rsi, 64
    sub     r9, 64
    cmp     r9, r8
    ja      41b
    movups  [rdi], xmm0
    movups  [rdi + 16], xmm1
    movups  [rdi + 32], xmm2
    movups  [rdi + 48], xmm3
    movups  [rdi + rdx - 16], xmm8
    ret
    .size   memcpy, . - memcpy
    .size   memmove, . - memmove

    .globl  memset
    .hidden memset
    .type   memset, @function
    .p2align 4
memset:
    mov     rax, rdi
    movzx   esi, sil
    movabs  rcx, 0x0101010101010101
    imul    rsi, rcx
    cmp     rdx, 16
    jb      60f
    movq    xmm0, rsi
    punpcklqdq xmm0, xmm0
    cmp     rdx, 512
    ja      70f
    movups  [rdi + rdx - 16], xmm0
    lea     r8, [rdi + rdx - 16]
50: movups  [rdi], xmm0
    add     rdi, 16
    cmp     rdi, r8
    jb      50b
    ret
60: cmp     edx, 8
    jb      61f
    mov     [rdi], rsi
    mov     [rdi + rdx - 8], rsi
    ret
61: cmp     edx, 4
    jb      62f
    mov     [rdi], esi
    mov     [rdi + rdx - 4], esi
    ret
62: test    edx, edx
    jz      63f
    mov     [rdi], sil
    mov     [rdi + rdx - 1], sil
    shr     edx
    mov     [rdi + rdx], sil
63: ret
    # Whole words from an aligned address, once the ends are done.
70: movups  [rdi], xmm0
    movups  [rdi + rdx - 16], xmm0
    lea     rcx, [rdi + rdx]
    add     rdi, 15
    and     rdi, -16
    sub     rcx, rdi
    shr     rcx, 3
    mov     rdx, rax
    mov     rax, rsi
    rep stosq
    mov     rax, rdx
    ret
    .size   memset, . - memset
    .popsection
