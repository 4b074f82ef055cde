/// One word or sign of an expression.
struct ExpressionToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case name(String)
        case text(String)
        case number(Int64)
        case sign(String)
        case end
    }

    let kind: Kind
    /// The character at which it begins, from 1.
    let column: Int

    /// Signs; where one begins like another, the longer stands first.
    private static let signs = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ",", "."]

    /// All tokens of a text, with an end after them.
    static func all(in text: String) throws(ExpressionFault) -> [ExpressionToken] {
        guard text.utf8.count <= ExpressionLimit.length else {
            throw ExpressionFault(column: 1, detail: "an expression has at most \(ExpressionLimit.length) bytes")
        }
        let characters = Array(text)
        var tokens: [ExpressionToken] = []
        var index = 0
        while index < characters.count {
            let start = index
            guard !characters[index].isWhitespace else {
                index += 1
                continue
            }
            tokens.append(ExpressionToken(kind: try read(characters, &index), column: start + 1))
        }
        return tokens + [ExpressionToken(kind: .end, column: characters.count + 1)]
    }

    private static func read(_ characters: [Character], _ index: inout Int) throws(ExpressionFault) -> Kind {
        let first = characters[index]
        if first == "\"" || first == "'" { return .text(try quoted(characters, &index)) }
        func take(_ isPart: (Character) -> Bool) -> String {
            let word = characters[index...].prefix(while: isPart)
            index += word.count
            return String(word)
        }
        if first.isASCII, first.isLetter || first == "_" {
            return .name(take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        }
        if first.isASCII, first.isNumber || first == "-" {
            let start = index
            index += 1
            let digits = String(first) + take { $0.isASCII && $0.isNumber }
            if index < characters.count, characters[index] == "u" { index += 1 }
            guard let number = Int64(digits) else {
                throw ExpressionFault(column: start + 1, detail: "a whole number is expected, not '\(digits)'")
            }
            return .number(number)
        }
        for sign in signs where characters[index...].starts(with: sign) {
            index += sign.count
            return .sign(sign)
        }
        throw ExpressionFault(column: index + 1, detail: "'\(first)' has no meaning here")
    }

    private static func quoted(_ characters: [Character], _ index: inout Int) throws(ExpressionFault) -> String {
        let (start, quote) = (index, characters[index])
        var text = ""
        index += 1
        while index < characters.count, characters[index] != quote {
            if characters[index] == "\\" {
                index += 1
                let escaped = index < characters.count ? characters[index] : " "
                guard ["\\", "\"", "'"].contains(escaped) else {
                    throw ExpressionFault(column: index, detail: "only \\\\, \\\" and \\' can be escaped")
                }
            }
            text.append(characters[index])
            index += 1
        }
        guard index < characters.count else {
            throw ExpressionFault(column: start + 1, detail: "the text that begins here doesn't end")
        }
        index += 1
        return text
    }
}
