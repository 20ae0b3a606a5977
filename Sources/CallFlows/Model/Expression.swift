/// A tiny, typed, total expression. Format 1 has more operators than this module evaluates so far: names and literals.
package indirect enum Expression: Sendable, Equatable {
  case literal(FlowValue)
  case name(ExpressionName)
}

/// A name an expression may use: `call.language`, or something that `keep` or `set` kept.
package enum ExpressionName: Hashable, Sendable {
  case call(CallAttribute)
  case kept(VariableName)
}

package enum CallAttribute: String, Sendable, Hashable, CaseIterable {
  case id, from, name, to, language, reason, priority
  case divertedFrom = "diverted-from"
}
