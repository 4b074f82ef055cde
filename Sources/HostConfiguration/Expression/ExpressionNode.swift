import Resources

/// A part of an expression whose types fit.
indirect enum ExpressionNode: Hashable, Sendable {
    case constant(ExpressionValue)
    case member(LinkMember)
    case not(ExpressionNode)
    case and(ExpressionNode, ExpressionNode)
    case or(ExpressionNode, ExpressionNode)
    case equal(ExpressionNode, ExpressionNode)
    case less(ExpressionNode, ExpressionNode)
    /// Whether the first is in the second.
    case isIn(ExpressionNode, ExpressionNode)
    case call(ExpressionFunction, [ExpressionNode])
    /// Whether the condition holds for an element of the list.
    case exists(ExpressionNode, ExpressionNode)
    /// The element of which `exists` speaks.
    case element

    func value(_ link: LinkStatus, element: ExpressionValue = .bool(false)) -> ExpressionValue {
        func value(_ node: ExpressionNode) -> ExpressionValue { node.value(link, element: element) }
        func isTrue(_ node: ExpressionNode) -> Bool { value(node) == .bool(true) }
        return switch self {
        case .constant(let value): value
        case .member(let member): member.value(link)
        case .not(let node): .bool(!isTrue(node))
        case .and(let left, let right): .bool(isTrue(left) && isTrue(right))
        case .or(let left, let right): .bool(isTrue(left) || isTrue(right))
        case .equal(let left, let right): .bool(value(left) == value(right))
        case .less(let left, let right): .bool(value(left).precedes(value(right)))
        case .isIn(let element, let list): .bool(value(list).contains(value(element)))
        case .call(let function, let arguments): function.apply(arguments.map(value))
        case .exists(let list, let condition):
            .bool(value(list).elements.contains { condition.value(link, element: $0) == .bool(true) })
        case .element: element
        }
    }

    func speaksOf(_ member: LinkMember) -> Bool {
        switch self {
        case .constant, .element: false
        case .member(let own): own == member
        case .not(let node): node.speaksOf(member)
        case .and(let left, let right), .or(let left, let right), .equal(let left, let right),
            .less(let left, let right),
            .isIn(let left, let right), .exists(let left, let right):
            left.speaksOf(member) || right.speaksOf(member)
        case .call(_, let arguments): arguments.contains { $0.speaksOf(member) }
        }
    }
}

/// What can be called.
enum ExpressionFunction: String, CaseIterable, Sendable {
    case mac
    case glob
    case size
    case startsWith
    case endsWith
    case contains

    /// Whether it is called on its first argument: `text.contains(part)`.
    var isMethod: Bool {
        switch self {
        case .startsWith, .endsWith, .contains: true
        case .mac, .glob, .size: false
        }
    }

    var parameters: [ExpressionType] {
        switch self {
        case .mac: [.address]
        case .size: [.text]
        case .glob, .startsWith, .endsWith, .contains: [.text, .text]
        }
    }

    var result: ExpressionType {
        switch self {
        case .mac: .text
        case .size: .number
        case .glob, .startsWith, .endsWith, .contains: .bool
        }
    }

    func apply(_ arguments: [ExpressionValue]) -> ExpressionValue {
        let first = arguments.first?.text ?? ""
        let second = arguments.last?.text ?? ""
        return switch self {
        case .mac: .text(first)
        case .size: .number(Int64(first.unicodeScalars.count))
        case .glob: .bool(Glob(first).matches(second))
        case .startsWith: .bool(first.hasPrefix(second))
        case .endsWith: .bool(first.hasSuffix(second))
        case .contains: .bool(first.contains(second))
        }
    }
}
