import Testing

extension Tag {
  /// Drives the service with programs that we did not write.
  @Tag static var endToEnd: Self
}
