import Glibc

extension HostFiles {
    /// Gives a file a text; readers see the old one or the new one, never half of it, unless something is mounted on it.
    ///
    /// - Throws: `refused`.
    func write(_ file: HostFile, _ text: String, mode: UInt32, keepsOriginal: Bool) throws(KernelError) {
        let missing = root.missingFolders(for: file.path)
        try root.makeFolders(for: file.path)
        if keepsOriginal { try keepOriginal(file) }
        guard let service = file.service else { return try put(file, Array(text.utf8), mode: mode) }
        let before = try state(file).content
        try put(file, Array(text.utf8), mode: mode)
        do throws(KernelError) {
            try ServiceBus(root).reload(service)
        } catch {
            // A text that its reader doesn't know of would pass for one that it has.
            if case .file(let text, let mode) = before {
                try put(file, Array(text.utf8), mode: mode)
            } else {
                try unlink(file.path)
                root.removeFolders(of: file.path, missing)
            }
            throw error
        }
    }

    /// Puts the file of before back.
    ///
    /// - Throws: `refused`.
    func restore(_ file: HostFile) throws(KernelError) {
        let (path, original) = (root.path(file.path), root.path(file.originalPath))
        guard let status = try PathStatus(original) else {
            throw .refused(operation: "stat \(original)", errno: ENOENT)
        }
        if rename(original, path) == 0 {
            try syncFolder(of: file)
        } else if errno == EBUSY, status.isFile {
            let bytes = try WholeFile.read(original, atMost: Limit.hostFile, flags: O_NOFOLLOW)
            try overwrite(path, bytes, mode: status.mode)
            try unlink(file.originalPath)
        } else {
            throw .refused(operation: "rename \(original)")
        }
        if let service = file.service { try ServiceBus(root).reload(service) }
    }

    /// Removes a file, and the innermost folders that were made for it, as far as they are empty.
    ///
    /// - Throws: `refused`; its reader may still know its text then.
    func remove(_ file: HostFile, folders: Int) throws(KernelError) {
        try unlink(file.path)
        try syncFolder(of: file)
        if let service = file.service { try ServiceBus(root).reload(service) }
        root.removeFolders(of: file.path, folders)
    }

    /// Keeps what is there under another name: the very same file, so that nothing of it can be lost.
    private func keepOriginal(_ file: HostFile) throws(KernelError) {
        let (path, original) = (root.path(file.path), root.path(file.originalPath))
        guard let status = try PathStatus(path), status.isFile || status.isLink else { return }
        // link(2) doesn't follow a symbolic link.
        if link(path, original) == 0 { return try syncFolder(of: file) }
        if errno == EEXIST { return }
        // What is mounted has its name elsewhere, and some file systems have no second names.
        if status.isLink {
            let target = SmallFile.target(ofLink: path) ?? ""
            guard symlink(target, original) == 0 else { throw .refused(operation: "symlink \(original)") }
        } else {
            let bytes = try WholeFile.read(path, atMost: Limit.hostFile, flags: O_NOFOLLOW)
            try replace(original, by: bytes, mode: status.mode, like: status, temporary: root.path(file.temporaryPath))
        }
        try syncFolder(of: file)
    }

    /// Puts a text in the place of what is there, with the same owner.
    private func put(_ file: HostFile, _ bytes: [UInt8], mode: UInt32) throws(KernelError) {
        let path = root.path(file.path)
        let status = try PathStatus(path)
        do throws(KernelError) {
            try replace(path, by: bytes, mode: mode, like: status, temporary: root.path(file.temporaryPath))
        } catch {
            guard case .refused(let refusal) = error, refusal.errno == EBUSY else { throw error }
            // Something is mounted on it, as in containers.
            return try overwrite(path, bytes, mode: mode)
        }
        try syncFolder(of: file)
    }

    private func replace(
        _ path: String, by bytes: [UInt8], mode: UInt32, like status: PathStatus?, temporary: String
    ) throws(KernelError) {
        Glibc.unlink(temporary)
        let number = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .refused(operation: "open \(temporary)") }
        var isDone = false
        defer { if !isDone { Glibc.unlink(temporary) } }
        let new = try Descriptor(number, operation: temporary)
        try WholeFile.write(bytes, to: new, temporary)
        if let status, status.isFile, fchown(number, status.owner, status.group) != 0, errno != EPERM {
            throw .refused(operation: "chown \(temporary)")
        }
        guard fchmod(number, mode) == 0 else { throw .refused(operation: "chmod \(temporary)") }
        try WholeFile.sync(new, temporary)
        guard rename(temporary, path) == 0 else { throw .refused(operation: "rename \(path)") }
        isDone = true
    }

    /// Writes over what is there: first the bytes, then the length, so that the file is never empty.
    private func overwrite(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(KernelError) {
        let number = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw .refused(operation: "open \(path)") }
        let file = try Descriptor(number, operation: path)
        try WholeFile.write(bytes, to: file, path)
        guard ftruncate(number, off_t(bytes.count)) == 0 else { throw .refused(operation: "truncate \(path)") }
        guard fchmod(number, mode) == 0 || errno == EPERM else { throw .refused(operation: "chmod \(path)") }
        try WholeFile.sync(file, path)
    }

    private func unlink(_ relative: String) throws(KernelError) {
        let path = root.path(relative)
        guard Glibc.unlink(path) == 0 || errno == ENOENT else { throw .refused(operation: "unlink \(path)") }
    }

    private func syncFolder(of file: HostFile) throws(KernelError) {
        let path = root.path(file.folder)
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw .refused(operation: "open \(path)") }
        try WholeFile.sync(try Descriptor(number, operation: path), path)
    }
}
