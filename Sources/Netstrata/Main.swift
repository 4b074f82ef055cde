import ArgumentParser
import Hummingbird
import GRDB
import Yams
@main struct A { static func main() {} }
