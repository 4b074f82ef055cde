import NetworkTypes
import Testing

func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }
func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }
func hardware(_ text: String) throws -> HardwareAddress { try #require(HardwareAddress(text)) }
