/// One metric with all its readings.
package struct MetricFamily: Sendable, Equatable {
  package enum Kind: String, Sendable, Equatable {
    /// Only grows, from the start of the service; its name ends in `_total`.
    case counter
    /// Goes up and down.
    case gauge
  }

  package let name: String
  /// What it means, in one sentence.
  package let help: String
  package let kind: Kind
  package let readings: [MetricReading]

  /// Traps when the name is none: names are written by us, not by the world.
  package init(_ name: String, _ kind: Kind, help: String, _ readings: [MetricReading]) {
    precondition(MetricName.isMetric(name), "\(name) is no metric's name")
    precondition(kind != .counter || name.hasSuffix("_total"), "the counter \(name) does not end in _total")
    self.name = name
    self.help = help
    self.kind = kind
    self.readings = readings
  }

  /// A metric with a single reading.
  package init(_ name: String, _ kind: Kind, help: String, _ value: Double) {
    self.init(name, kind, help: help, [MetricReading(value)])
  }

  /// A metric with a single whole number.
  package init(_ name: String, _ kind: Kind, help: String, _ value: Int) {
    self.init(name, kind, help: help, Double(value))
  }
}

/// One value, and what it is the value of. Labels hold no phone number and no name of a caller.
package struct MetricReading: Sendable, Equatable {
  package struct Label: Sendable, Equatable {
    package let name: String
    package let value: String
  }

  package let labels: [Label]
  package let value: Double

  /// Traps when a label's name is none.
  package init(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
    self.value = value
    self.labels = labels.map { label in
      precondition(MetricName.isLabel(label.key), "\(label.key) is no label's name")
      return Label(name: label.key, value: label.value)
    }
  }

  /// A whole number.
  package init(_ value: Int, _ labels: KeyValuePairs<String, String> = [:]) {
    self.init(Double(value), labels)
  }
}

/// What Prometheus accepts as a name.
package enum MetricName {
  package static func isMetric(_ text: String) -> Bool { isName(text, colon: true) }

  package static func isLabel(_ text: String) -> Bool { isName(text, colon: false) && !text.hasPrefix("__") }

  private static func isName(_ text: String, colon: Bool) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { octet in
      switch octet {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
      case 0x3A: colon
      default: false
      }
    }
  }
}
