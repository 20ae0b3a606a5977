import FuzzingDriver

@main
struct FuzzSTUN {
  static func main() { Fuzzer.run(.stun) }
}
