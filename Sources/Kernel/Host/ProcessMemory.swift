import CMnl
import Glibc

/// The memory that this process holds.
public enum ProcessMemory {
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
