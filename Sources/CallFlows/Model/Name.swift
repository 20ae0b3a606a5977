/// A name that an operator wrote: one kind of thing cannot be mistaken for another.
package struct Name<Kind>: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.text < right.text
  }
}

extension Name: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    self.init(text)
  }
}

extension Name: CustomStringConvertible {
  package var description: String { text }
}

package typealias FlowName = Name<Flow>
package typealias StepName = Name<Step>
package typealias ScheduleName = Name<Schedule>
package typealias PromptName = Name<PromptReference>
package typealias VariableName = Name<FlowValue>

/// What `QueueName` names lives beside this module, in `CallQueues`.
package enum QueueKind: Sendable {}
package typealias QueueName = Name<QueueKind>

/// A language as BCP 47 writes it: `en`, `es`, `pl`, `es-419`.
package enum LanguageKind: Sendable {}
package typealias Language = Name<LanguageKind>
