/// One call flow as its file says it, with `defaults` already worked into every step.
package struct Flow: Sendable, Equatable {
  package var name: FlowName
  /// Dialled user parts that start here.
  package var numbers: [String]
  /// The first is spoken until the caller chooses.
  package var languages: [Language]
  /// Keys that work in every step.
  package var anywhere: [Key: AnywhereAction]
  package var start: StepName
  /// Where the file names the first step.
  package var startLocation: SourceLocation
  /// Where an engine fault, or anything that nothing else covers, leads.
  package var failed: Destination
  /// Where a fax machine that calls leads; nil: it is told that there is no fax here.
  package var fax: Destination?
  /// The tz database's name of the zone whose clocks expressions read; `nil`: that of the schedules, if they share one.
  package var timeZone: String?
  /// What a flow that runs this one hands in.
  package var inputs: [VariableName: FlowType]
  package var steps: [StepName: Step]
  /// The steps in the order of the file.
  package var order: [StepName]
  package var location: SourceLocation

  package init(
    name: FlowName, numbers: [String], languages: [Language], anywhere: [Key: AnywhereAction], start: StepName,
    failed: Destination, fax: Destination? = nil, timeZone: String? = nil,
    inputs: [VariableName: FlowType] = [:], steps: [Step], location: SourceLocation,
    startLocation: SourceLocation = .unknown
  ) {
    self.name = name
    self.numbers = numbers
    self.languages = languages
    self.anywhere = anywhere
    self.start = start
    self.startLocation = startLocation
    self.failed = failed
    self.fax = fax
    self.timeZone = timeZone
    self.inputs = inputs
    self.steps = Dictionary(steps.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.order = steps.map(\.name)
    self.location = location
  }
}

package enum AnywhereAction: Sendable, Equatable {
  case go(Destination)
  /// Plays the step's prompt again without counting a try.
  case `repeat`
  /// Returns to the menu before this one.
  case back
}

/// Where an outcome leads, and what it sets on the way.
package struct Destination: Sendable, Equatable {
  package enum Target: Sendable, Equatable {
    case step(StepName)
    case hangUp
  }

  package var target: Target
  package var set: [Assignment]
  /// Why the caller calls, in the operator's own word; shown to the agent and counted.
  package var reason: String?
  package var tag: String?
  package var location: SourceLocation

  package init(
    _ target: Target, set: [Assignment] = [], reason: String? = nil, tag: String? = nil,
    location: SourceLocation = .unknown
  ) {
    self.target = target
    self.set = set
    self.reason = reason
    self.tag = tag
    self.location = location
  }
}

/// `set: {name: expression}`.
package struct Assignment: Sendable, Equatable {
  package var name: VariableName
  package var value: Expression
  package var location: SourceLocation

  package init(name: VariableName, value: Expression, location: SourceLocation = .unknown) {
    self.name = name
    self.value = value
    self.location = location
  }
}
