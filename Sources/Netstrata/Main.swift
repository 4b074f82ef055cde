import ArgumentParser
import GRDB
import Hummingbird
import Yams

@main struct A { static func main() {} }
