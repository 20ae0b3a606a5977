/// Which way a call goes, by what is known of it, or by chance: `choose`.
package struct Choose: Sendable, Equatable {
  package struct Branch: Sendable, Equatable {
    package enum Condition: Sendable, Equatable {
      case when(Expression)
      /// So many of a hundred calls that come to the step. The shares of a step are parts of one whole.
      case share(percent: Int)
    }

    package var condition: Condition
    package var go: Destination
    package var location: SourceLocation

    package init(_ condition: Condition, go: Destination, location: SourceLocation = .unknown) {
      self.condition = condition
      self.go = go
      self.location = location
    }
  }

  /// The first that fits is taken.
  package var branches: [Branch]
  package var otherwise: Destination

  package init(branches: [Branch], otherwise: Destination) {
    self.branches = branches
    self.otherwise = otherwise
  }
}

extension Choose.Branch.Condition: CustomStringConvertible {
  package var description: String {
    switch self {
    case .when(let condition): condition.description
    case .share(let percent): "share \(percent)%"
    }
  }
}
