/// Something that asks the kernel for one change.
protocol WritableRequest {
    /// Appends one message; a refusal when no message can say it.
    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal?
}
