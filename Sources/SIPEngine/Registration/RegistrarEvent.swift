/// What the registrar tells about an account.
package enum RegistrarEvent: Sendable, Equatable {
  /// A phone registered, or said again that it is there.
  case registered(user: String, Binding)
  /// A phone of the account is gone; another one is still there.
  case reduced(user: String)
  /// The last phone of the account is gone: it said so, or its time ran out.
  case unregistered(user: String)

  package var user: String {
    switch self {
    case .registered(let user, _), .reduced(let user), .unregistered(let user): user
    }
  }
}
