package import Timekeeping

/// Notices that files have changed, once they have stopped changing: an editor's save is often several changes.
///
/// It is told what lies on the disk as often as it wants to look. Nothing asks the kernel to report changes: that would
/// need a watch for every folder, tells nothing on shared and network file systems, and must be looked after when
/// folders are moved. A look at 160 names costs less than a millisecond of one processor.
package struct TreeWatch<Tree: Equatable & Sendable>: Sendable {
  private enum State: Sendable {
    case quiet
    /// Something has changed, and this is how it has looked since.
    case settling(Tree, since: Moment)
  }

  /// How long nothing may change before a change counts as whole.
  package static var rest: Duration { .milliseconds(500) }

  private var known: Tree
  private var state = State.quiet

  /// - Parameter known: what has been taken into account already.
  package init(known: Tree) {
    self.known = known
  }

  /// True when the files have changed and come to rest.
  package mutating func see(_ tree: Tree, at now: Moment) -> Bool {
    switch state {
    case .quiet:
      if tree != known { state = .settling(tree, since: now) }
      return false
    case .settling(let last, _) where tree != last:
      state = .settling(tree, since: now)
      return false
    case .settling(_, let since) where now - since < Self.rest:
      return false
    case .settling:
      state = .quiet
      defer { known = tree }
      // Somebody may have taken back what they did.
      return tree != known
    }
  }

  /// How long until the next look.
  package var nextLook: Duration {
    switch state {
    case .quiet: .seconds(1)
    case .settling: .milliseconds(100)
    }
  }
}
