import Glibc

/// Settings of the kernel, and what stands for them below a root other than `/`.
struct ParameterFiles: Sendable {
    let root: HostRoot

    /// A setting's value without the newline at its end; `nil` where the kernel has no such setting.
    ///
    /// - Throws: `refused` where it can't be read.
    func value(_ parameter: KernelParameter) throws(KernelError) -> String? {
        let path = parameter.path(in: root)
        guard let status = try PathStatus(path) else { return nil }
        guard status.isFile || status.isLink else {
            throw .refused(KernelRefusal(errno: EISDIR, message: "\(path) is a folder of parameters, not a parameter"))
        }
        let bytes = try WholeFile.read(path, atMost: Limit.parameterValue)
        var text = String(decoding: bytes, as: UTF8.self)[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    /// Writes a value.
    ///
    /// - Throws: `refused`, as the kernel said.
    func set(_ parameter: KernelParameter, _ value: String) throws(KernelError) {
        let path = parameter.path(in: root)
        var flags = O_WRONLY | O_CLOEXEC
        if !parameter.isOfKernel(in: root) {
            try root.makeFolders(for: parameter.path)
            flags |= O_CREAT | O_TRUNC
        }
        let number = open(path, flags, 0o644)
        guard number >= 0 else { throw .refused(operation: "open \(path)") }
        // One write(2): the kernel takes each by itself.
        try WholeFile.write(Array("\(value)\n".utf8), to: try Descriptor(number, operation: path), path)
    }

    /// Removes what stands for a setting below a root; the kernel's own stay.
    func remove(_ parameter: KernelParameter) throws(KernelError) {
        guard !parameter.isOfKernel(in: root) else { return }
        let path = parameter.path(in: root)
        guard unlink(path) == 0 || errno == ENOENT else { throw .refused(operation: "unlink \(path)") }
        // A root that is prepared for a host has an empty /proc, which stays.
        root.removeFolders(of: parameter.path, parameter.path.utf8.count { $0 == UInt8(ascii: "/") } - 1)
    }
}
