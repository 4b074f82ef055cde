import HostConfiguration
import Testing

@Suite struct `Reading a configuration` {
    @Test func `an empty text has no documents`() throws {
        #expect(try MachineConfiguration(text: "").documents.isEmpty)
    }
}
