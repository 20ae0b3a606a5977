import SIPSyntax
import Timekeeping

/// A transaction of any of the four kinds (RFC 3261 §17), changed where it lies.
enum TransactionMachine: Sendable {
  case inviteServer(INVITEServerTransaction)
  case nonINVITEServer(NonINVITEServerTransaction)
  case inviteClient(INVITEClientTransaction)
  case nonINVITEClient(NonINVITEClientTransaction)

  var nextDeadline: Moment? {
    switch self {
    case .inviteServer(let machine): machine.nextDeadline
    case .nonINVITEServer(let machine): machine.nextDeadline
    case .inviteClient(let machine): machine.nextDeadline
    case .nonINVITEClient(let machine): machine.nextDeadline
    }
  }

  /// Nil for the client's side.
  mutating func handle(_ input: ServerTransactionInput, at now: Moment) -> [ServerTransactionEffect]? {
    switch consume self {
    case .inviteServer(var machine):
      let effects = machine.handle(input, at: now)
      self = .inviteServer(machine)
      return effects
    case .nonINVITEServer(var machine):
      let effects = machine.handle(input, at: now)
      self = .nonINVITEServer(machine)
      return effects
    case let other:
      self = other
      return nil
    }
  }

  /// Nil for the server's side.
  mutating func handle(_ input: ClientTransactionInput, at now: Moment) -> [ClientTransactionEffect]? {
    switch consume self {
    case .inviteClient(var machine):
      let effects = machine.handle(input, at: now)
      self = .inviteClient(machine)
      return effects
    case .nonINVITEClient(var machine):
      let effects = machine.handle(input, at: now)
      self = .nonINVITEClient(machine)
      return effects
    case let other:
      self = other
      return nil
    }
  }
}
