import SIPSyntax
package import Timekeeping

/// One outgoing call tried at several places: the groups one after another, the targets of a group at once; the first
/// to answer has the call (RFC 3261 §16.6, §16.7, as far as a user agent that forks its own INVITE needs them).
///
///     hunting ──a branch answers──▶ decided
///        │ └──all refuse, a 6xx, hung up──▶ over
///        └──a group fails──▶ hunting in the next group
///
/// Each branch is a session of its own, run by the endpoint; the hunt hears what becomes of it. The owner of the call
/// sees one session: one `.ringing`, the early media of one branch at a time, one last word. Branches that lost are hung
/// up with "Call completed elsewhere" and linger by themselves until their last messages are through; a 2xx that
/// crosses is acknowledged and ended by its session. A challenge is a refusal here: a session that can answer one does
/// so before it tells the hunt.
package struct TargetHunt: Sendable {
  enum Phase: Sendable {
    case hunting
    case decided(Int)
    case over
  }

  /// One target that is being tried.
  struct Branch: Sendable {
    let target: OutgoingTarget
    /// How many redirections led here.
    let depth: Int
    /// When a target that has said nothing is given up.
    var patienceEnds: Moment?
    var hasRung = false
    /// Where its 3xx leads, the most preferred first.
    var redirection: [HuntGroup] = []
  }

  /// Redirections of redirections that are followed; a longer chain is a mistake or a trap.
  package static let redirectionLimit = 3
  /// Branches that one call may have in all, so that no list of contacts makes it a flood.
  package static let branchLimit = 32

  var phase = Phase.hunting
  /// The groups to come, with the depth of the redirection that named them.
  var groups: [(group: HuntGroup, depth: Int)]
  /// What is being tried, by number.
  var branches: [Int: Branch] = [:]
  var spares: [OutgoingTarget] = []
  var continuation = HuntGroup.Continuation.afterAnyRefusal
  /// When the group has rung long enough, if another one waits.
  var groupEnds: Moment?
  /// Whether a target of this group had something to say about the person who is called.
  var isAnswered = false
  var refusals = Refusals()
  /// Every Request-URI that has been tried, with where it went: no redirection leads there again.
  var tried: [(uri: SIPURI, flow: SIPFlow)] = []
  var lastNumber = 0
  var hasRung = false
  /// The branch whose early media the owner hears.
  var heardBranch: Int?

  package init(_ groups: [HuntGroup]) {
    self.groups = groups.map { ($0, 0) }
  }

  package var nextDeadline: Moment? {
    guard case .hunting = phase else { return nil }
    let ends = branches.values.compactMap(\.patienceEnds).min()
    guard let ringEnds = groups.isEmpty ? nil : groupEnds else { return ends }
    return min(ends ?? ringEnds, ringEnds)
  }

  package mutating func handle(_ input: HuntInput, at now: Moment) -> [HuntEffect] {
    guard case .hunting = phase else { return [] }
    switch input {
    case .started: return tryNextGroup(at: now)
    case .command(let command): return obey(command)
    case .heard(let number, let redirection): return note(number, redirection)
    case .event(let number, let event): return receive(event, of: number, at: now)
    case .deadlineReached: return reachDeadline(at: now)
    }
  }
}

/// What happens to a hunt; branches are known by their numbers.
package enum HuntInput: Sendable {
  case started
  /// The owner's wish for the call.
  case command(SessionCommand)
  /// A branch's INVITE got a response, whichever. The groups are where its 3xx leads, as far as anybody may follow.
  case heard(Int, redirection: [HuntGroup])
  case event(Int, SessionEvent)
  case deadlineReached
}

/// What a hunt wants done, in this order.
package enum HuntEffect: Sendable, Equatable {
  /// Begin a session with this target as the branch of this number.
  case start(OutgoingTarget, as: Int)
  case command(Int, SessionCommand)
  /// Tell the owner.
  case event(SessionEvent)
  /// The branch is the call from now on; the hunt is over.
  case decided(Int)
}

extension TargetHunt: CustomStringConvertible {
  package var description: String {
    switch phase {
    case .hunting: "hunt · \(branches.count) branches · \(groups.count) groups to come"
    case .decided(let number): "hunt · decided for branch \(number)"
    case .over: "hunt · over"
    }
  }
}
