import Glibc

/// The host's files below a root, as they are.
struct HostFiles: Sendable {
    let root: HostRoot

    /// What is where a file belongs.
    ///
    /// - Throws: `refused` where we may not know.
    func state(_ file: HostFile) throws(KernelError) -> HostFileState {
        let path = root.path(file.path)
        let hasOriginal = root.has(file.originalPath)
        guard let status = try PathStatus(path) else {
            var state = HostFileState(.nothing, hasOriginal: hasOriginal)
            state.missingFolders = root.missingFolders(for: file.path)
            return state
        }
        var state = HostFileState(hasOriginal: hasOriginal, isMountPoint: isMountPoint(file))
        if status.isLink {
            state.content = .link(target: SmallFile.target(ofLink: path) ?? "")
        } else if status.isFile {
            do throws(KernelError) {
                let bytes = try WholeFile.read(path, atMost: Limit.hostFile, flags: O_NOFOLLOW)
                state.content = .file(text: String(decoding: bytes, as: UTF8.self), mode: status.mode)
            } catch {
                // One file that can't be read mustn't keep the others from being seen.
                state.content = .unusable(KernelRefusal(error).message)
            }
        } else {
            state.content = .unusable("\(path) is neither a file nor a symbolic link")
        }
        return state
    }

    /// Whether something is mounted on a file, as /proc tells (`mountinfo`, proc(5)).
    private func isMountPoint(_ file: HostFile) -> Bool {
        guard let folder = realpath(root.path(file.folder), nil) else { return false }
        defer { free(folder) }
        let name = file.path.split(separator: "/").last ?? ""
        let path = "\(String(cString: folder))/\(name)"
        guard let table = try? WholeFile.read("/proc/self/mountinfo", atMost: Limit.mountTable) else { return false }
        // The fifth word is the mount point; blanks in it are written as \040.
        let written = path.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "\\040")
        return table.split(separator: UInt8(ascii: "\n")).contains { line in
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
            return words.count > 4 && words[4].elementsEqual(written.utf8)
        }
    }
}
