/// Reads an expression by recursive descent: `||` binds least, then `&&`, then relations, then `!`, then calls.
struct ExpressionParser {
    /// A part, and what it gives.
    private struct Typed {
        let node: ExpressionNode
        let type: ExpressionType
    }

    private let tokens: [ExpressionToken]
    private var position = 0
    private var depth = 0
    /// What the element is called of which an `exists` around speaks, and its type.
    private var element: (name: String, type: ExpressionType)?

    init(_ text: String) throws(ExpressionFault) { tokens = try ExpressionToken.all(in: text) }

    /// The whole text, which must be a condition.
    mutating func condition() throws(ExpressionFault) -> ExpressionNode {
        let start = current
        let whole = try alternative()
        guard current.kind == .end else { throw fault("the expression should end here") }
        try expect(.bool, whole, start)
        return whole.node
    }

    private var current: ExpressionToken { tokens[position] }

    private func fault(_ detail: String, _ token: ExpressionToken? = nil) -> ExpressionFault {
        ExpressionFault(column: (token ?? current).column, detail: detail)
    }

    private func expect(
        _ type: ExpressionType, _ part: Typed, _ token: ExpressionToken
    ) throws(ExpressionFault) {
        guard part.type == type else { throw fault("\(type.words) is expected, not \(part.type.words)", token) }
    }

    private mutating func take(_ sign: String) -> Bool {
        guard current.kind == .sign(sign) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ sign: String) throws(ExpressionFault) {
        guard take(sign) else { throw fault("'\(sign)' is expected") }
    }

    private mutating func nested(
        _ body: (inout ExpressionParser) throws(ExpressionFault) -> Typed
    ) throws(ExpressionFault) -> Typed {
        guard depth < ExpressionLimit.depth else { throw fault("the expression nests too deep") }
        depth += 1
        let part = try body(&self)
        depth -= 1
        return part
    }

    private mutating func alternative() throws(ExpressionFault) -> Typed {
        let start = current
        var left = try conjunction()
        while take("||") {
            try expect(.bool, left, start)
            let token = current
            let right = try conjunction()
            try expect(.bool, right, token)
            left = Typed(node: .or(left.node, right.node), type: .bool)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionFault) -> Typed {
        let start = current
        var left = try relation()
        while take("&&") {
            try expect(.bool, left, start)
            let token = current
            let right = try relation()
            try expect(.bool, right, token)
            left = Typed(node: .and(left.node, right.node), type: .bool)
        }
        return left
    }

    private mutating func relation() throws(ExpressionFault) -> Typed {
        let left = try negation()
        let operation = current
        if operation.kind == .name("in") {
            position += 1
            let token = current
            let right = try negation()
            guard right.type.element == left.type else {
                throw fault("a list of what stands before 'in' is expected, not \(right.type.words)", token)
            }
            return Typed(node: .isIn(left.node, right.node), type: .bool)
        }
        guard case .sign(let sign) = operation.kind, ["==", "!=", "<", "<=", ">", ">="].contains(sign) else {
            return left
        }
        position += 1
        let token = current
        let right = try negation()
        guard left.type != .address, right.type != .address else {
            throw fault("an address is compared as text: mac(link.permanent_addr)", operation)
        }
        try expect(left.type, right, token)
        if sign == "==" { return Typed(node: .equal(left.node, right.node), type: .bool) }
        if sign == "!=" { return Typed(node: .not(.equal(left.node, right.node)), type: .bool) }
        guard left.type == .number || left.type == .text else {
            throw fault("'\(sign)' compares numbers or texts", operation)
        }
        let node: ExpressionNode =
            switch sign {
            case "<": .less(left.node, right.node)
            case ">=": .not(.less(left.node, right.node))
            case ">": .less(right.node, left.node)
            default: .not(.less(right.node, left.node))
            }
        return Typed(node: node, type: .bool)
    }

    private mutating func negation() throws(ExpressionFault) -> Typed {
        guard take("!") else { return try postfix() }
        let token = current
        let part = try nested { parser throws(ExpressionFault) in try parser.negation() }
        try expect(.bool, part, token)
        return Typed(node: .not(part.node), type: .bool)
    }

    /// A value, and the methods that are called on it.
    private mutating func postfix() throws(ExpressionFault) -> Typed {
        let start = current
        var part = try primary()
        while take(".") {
            let token = current
            guard case .name(let name) = token.kind else { throw fault("a function's name is expected") }
            if name == "exists", let type = part.type.element {
                position += 1
                part = try existence(in: part, of: type)
                continue
            }
            guard let function = ExpressionFunction(rawValue: name), function.isMethod else {
                throw fault("startsWith, endsWith or contains is expected, or exists after a list")
            }
            position += 1
            try expect(function.parameters[0], part, start)
            let rest = try arguments(of: function, Array(function.parameters.dropFirst()))
            part = Typed(node: .call(function, [part.node] + rest), type: function.result)
        }
        return part
    }

    /// `(name, condition)` after `list.exists`: the name stands for each element in the condition.
    private mutating func existence(in list: Typed, of type: ExpressionType) throws(ExpressionFault) -> Typed {
        try require("(")
        guard element == nil else { throw fault("exists can't stand within exists") }
        guard case .name(let name) = current.kind, ExpressionFunction(rawValue: name) == nil,
            !["link", "true", "false", "in"].contains(name)
        else { throw fault("a name for the list's elements is expected") }
        position += 1
        try require(",")
        element = (name, type)
        let start = current
        let condition = try nested { parser throws(ExpressionFault) in try parser.alternative() }
        element = nil
        try expect(.bool, condition, start)
        try require(")")
        return Typed(node: .exists(list.node, condition.node), type: .bool)
    }

    private mutating func primary() throws(ExpressionFault) -> Typed {
        let token = current
        position += 1
        switch token.kind {
        case .text(let text): return Typed(node: .constant(.text(text)), type: .text)
        case .number(let number): return Typed(node: .constant(.number(number)), type: .number)
        case .name("true"): return Typed(node: .constant(.bool(true)), type: .bool)
        case .name("false"): return Typed(node: .constant(.bool(false)), type: .bool)
        case .name("link"): return try member()
        case .name(let name) where name == element?.name:
            return Typed(node: .element, type: element?.type ?? .text)
        case .name(let name):
            guard let function = ExpressionFunction(rawValue: name), !function.isMethod else {
                throw fault("'\(name)' isn't known; link.<member>, mac(), glob() and size() are", token)
            }
            let given = try arguments(of: function, function.parameters)
            return Typed(node: .call(function, given), type: function.result)
        case .sign("("):
            let inner = try nested { parser throws(ExpressionFault) in try parser.alternative() }
            try require(")")
            return inner
        case .sign("["): return try list()
        case .sign, .end:
            position -= 1
            throw fault("a value is expected")
        }
    }

    private mutating func member() throws(ExpressionFault) -> Typed {
        try require(".")
        let known = LinkMember.allCases.map(\.rawValue).joined(separator: ", ")
        guard case .name(let name) = current.kind, let member = LinkMember(rawValue: name) else {
            throw fault("a member of link is expected: \(known)")
        }
        position += 1
        return Typed(node: .member(member), type: member.valueType)
    }

    private mutating func arguments(
        of function: ExpressionFunction, _ types: [ExpressionType]
    ) throws(ExpressionFault) -> [ExpressionNode] {
        try require("(")
        var nodes: [ExpressionNode] = []
        for (index, type) in types.enumerated() {
            if index > 0 { try require(",") }
            let token = current
            let part = try nested { parser throws(ExpressionFault) in try parser.alternative() }
            try expect(type, part, token)
            nodes.append(part.node)
        }
        try require(")")
        return nodes
    }

    /// A list of constants of one type, and at least one of them.
    private mutating func list() throws(ExpressionFault) -> Typed {
        var texts: [String] = []
        var numbers: [Int64] = []
        while texts.isEmpty && numbers.isEmpty || !take("]") {
            if !texts.isEmpty || !numbers.isEmpty { try require(",") }
            switch current.kind {
            case .text(let text) where numbers.isEmpty: texts.append(text)
            case .number(let number) where texts.isEmpty: numbers.append(number)
            default: throw fault("a list holds texts or numbers, not both and not none")
            }
            position += 1
        }
        return numbers.isEmpty
            ? Typed(node: .constant(.texts(texts)), type: .texts)
            : Typed(node: .constant(.numbers(numbers)), type: .numbers)
    }
}
