import CMnl
import Glibc
import NetworkTypes

/// `struct ethtool_rxfh` without what stands behind it: the table, then the key.
private struct HashingRequest {
    var command: UInt32
    var context: UInt32 = 0
    var tableSize: UInt32 = 0
    var keySize: UInt32 = 0
    var function: UInt8 = 0
    /// `input_xfrm`, since Linux 6.8.
    var transformation: UInt8 = 0
    private var reserved8: (UInt8, UInt8) = (0, 0)
    private var reserved32: UInt32 = 0

    init(_ command: Int32) { self.command = UInt32(command) }

    /// Where table and key stand; `nil` where there is neither.
    var places: (table: Range<Int>, key: Range<Int>)? {
        guard tableSize <= Limit.hashTable, keySize <= Limit.hashKey, tableSize > 0 || keySize > 0 else { return nil }
        let start = MemoryLayout<HashingRequest>.size
        let end = start + Int(tableSize) * MemoryLayout<UInt32>.size
        return (start..<end, end..<end + Int(keySize))
    }
}

/// The beginning of `struct ethtool_rxnfc`.
private struct FlowRequest {
    var command: UInt32
    var flow: UInt32 = 0
    var data: UInt64 = 0
}

/// How packets are spread: the kernel's messages only tell it, and only since Linux 6.3, so it is asked and told by calls.
extension DriverControl {
    /// How a link's driver spreads packets; `nil` where it doesn't.
    func hashing(of link: InterfaceName) -> KernelHashing? {
        var sizes = HashingRequest(ETHTOOL_GRSSH)
        guard call(link, &sizes) == 0, let places = sizes.places else { return nil }
        var argument = Self.bytes(of: sizes)
        argument += [UInt8](repeating: 0, count: places.key.upperBound - places.table.lowerBound)
        guard call(link, &argument) == 0 else { return nil }
        let bytes = argument.span.bytes
        let table = stride(from: places.table.lowerBound, to: places.table.upperBound, by: 4)
            .compactMap { bytes.load(UInt32.self, at: $0, in: places.table) }
        let answer = bytes.load(HashingRequest.self, at: 0, in: 0..<argument.count)
        return KernelHashing(
            table: table, key: bytes.array(of: places.key),
            function: answer.flatMap { HashFunction(rawValue: $0.function) },
            queues: number(link, ETHTOOL_GRXRINGS).map { UInt32(truncatingIfNeeded: $0) } ?? 0, fields: fields(of: link)
        )
    }

    private func fields(of link: InterfaceName) -> [HashedFlow: HashedFields] {
        var fields: [HashedFlow: HashedFields] = [:]
        for flow in HashedFlow.allCases {
            guard let number = number(link, ETHTOOL_GRXFH, flow) else { continue }
            fields[flow] = HashedFields(rawValue: UInt32(truncatingIfNeeded: number))
        }
        return fields
    }

    /// A number that `struct ethtool_rxnfc` comes back with; `nil` where the driver doesn't tell.
    private func number(_ link: InterfaceName, _ command: Int32, _ flow: HashedFlow? = nil) -> UInt64? {
        var argument = Self.bytes(of: FlowRequest(command: UInt32(command), flow: flow?.rawValue ?? 0))
        argument += [UInt8](repeating: 0, count: MemoryLayout<ethtool_rxnfc>.size - argument.count)
        guard call(link, &argument) == 0 else { return nil }
        return argument.span.bytes.load(FlowRequest.self, at: 0, in: 0..<argument.count)?.data
    }

    private static func bytes<Value: BitwiseCopyable>(of value: Value) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }

    /// Changes how packets are spread.
    ///
    /// - Returns: `nil` when it's done, else why not.
    func apply(_ change: HashingChange, to link: InterfaceName) -> KernelRefusal? {
        if change.table != nil || change.key != nil || change.function != nil {
            let number = applyTable(change, to: link)
            guard number == 0 else {
                return KernelRefusal(errno: number, message: "the driver doesn't take the table, the key or the hash")
            }
        }
        for (flow, fields) in change.fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let request = FlowRequest(
                command: UInt32(ETHTOOL_SRXFH), flow: flow.rawValue, data: UInt64(fields.rawValue))
            var argument = Self.bytes(of: request)
            argument += [UInt8](repeating: 0, count: MemoryLayout<ethtool_rxnfc>.size - argument.count)
            let number = call(link, &argument)
            guard number == 0 else {
                return KernelRefusal(errno: number, message: "the driver doesn't hash those fields of \(flow)")
            }
        }
        return nil
    }

    private func applyTable(_ change: HashingChange, to link: InterfaceName) -> Int32 {
        var request = HashingRequest(ETHTOOL_GRSSH)
        let number = call(link, &request)
        guard number == 0 else { return number }
        // What else it says, the transformation, stays. No hash function means the present one.
        request.command = UInt32(ETHTOOL_SRSSH)
        request.function = change.function?.rawValue ?? 0
        request.tableSize = change.table.map { UInt32($0.count) } ?? UInt32(ETH_RXFH_INDIR_NO_CHANGE)
        request.keySize = UInt32(change.key?.count ?? 0)
        var argument = Self.bytes(of: request)
        for queue in change.table ?? [] { argument += Self.bytes(of: queue) }
        argument += change.key ?? []
        return call(link, &argument)
    }
}
