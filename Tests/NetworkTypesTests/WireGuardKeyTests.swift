import Foundation
import NetworkTypes
import Testing

@Suite struct `Keys of WireGuard` {
    @Test func `read and write base64 as Foundation does`() throws {
        for _ in 0..<1_000 {
            let bytes = (0..<WireGuardKey.length).map { _ in UInt8.random(in: .min ... .max) }
            let text = Data(bytes).base64EncodedString()
            let key = try #require(WireGuardKey(text))
            #expect(key.bytes == bytes)
            #expect(key == WireGuardKey(bytes: bytes))
            #expect(key.description == text)
        }
    }

    @Test(arguments: [
        "", "=", String(repeating: "A", count: 44), String(repeating: "A", count: 42) + "B=",
        String(repeating: "A", count: 42) + "C=", String(repeating: "A", count: 42) + "-=",
        String(repeating: "A", count: 41) + "ä=", String(repeating: "A", count: 43) + "A=",
    ])
    func `are nothing else`(_ text: String) { #expect(WireGuardKey(text) == nil) }
}
