import ArgumentParser
import GRDB
import Yams

@main struct A { static func main() {} }
