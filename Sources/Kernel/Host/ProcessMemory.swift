import CMnl
import Glibc

/// The memory that this process holds.
public enum ProcessMemory {
    /// Makes the allocator go to the kernel seldom (mallopt(3)); to be called before there is a second thread.
    ///
    /// - Few arenas, and one where only one thread can run: each further one is a mapping that grows by mprotect(2) a few pages at
    ///   a time, and threads that hand each other what they allocate, as ours do, leave every arena half empty. With one on two
    ///   processors a write took a fifth more time, since threads waited for each other.
    /// - Much at a time, and large pieces from there too: what one transaction needed and freed is there for the next without
    ///   page faults. It goes back with `trim` as soon as there is nothing to do.
    public static func economize() {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        _ = mallopt(M_ARENA_MAX, processors > 1 ? Limit.heapCount : 1)
        _ = mallopt(M_TOP_PAD, Limit.heapStep)
        _ = mallopt(M_TRIM_THRESHOLD, Limit.heapRest)
        _ = mallopt(M_MMAP_THRESHOLD, Limit.heapPiece)
    }

    /// Gives back to the kernel what was freed but kept for the next allocation (malloc_trim(3)).
    public static func trim() { _ = malloc_trim(0) }

    /// Unmaps the program's code and constants (`MADV_DONTNEED`, madvise(2)), of which most are needed at the start only: nothing
    /// writes there, so what is needed again comes from the page cache.
    public static func releaseProgram() {
        let page = sysconf(Int32(_SC_PAGESIZE))
        guard page > 0, let start = program_start(), let end = program_code_end() else { return }
        let first = UInt(bitPattern: start) / UInt(page) * UInt(page)
        let last = UInt(bitPattern: end) / UInt(page) * UInt(page)
        guard first < last, let pointer = UnsafeMutableRawPointer(bitPattern: first) else { return }
        _ = madvise(pointer, Int(last - first), Int32(MADV_DONTNEED))
    }
}
