import Foundation

/// What a program used, from its start to its end.
struct Usage {
    /// User and system time of all its threads, in seconds.
    let cpu: Double
    /// Time by the clock, in seconds.
    let wall: Double
    /// The most memory that was resident at once, in bytes.
    let peak: Double
}

/// A message for the reader that ends the run.
struct Failure: Error, CustomStringConvertible {
    let description: String
}

/// Runs a program to its end and measures it.
///
/// Linux counts the peak of a child from the memory of its parent when it starts, so this program
/// stays small: it never loads what it measures.
///
/// - Parameters:
///   - command: The program, found on the PATH where it has no slash, and its arguments.
///   - log: The file that gets standard output and standard error, replaced if it is there.
/// - Throws: ``Failure`` where the program cannot start or ends with another exit code than 0.
func run(_ command: [String], environment: [String: String] = [:], log: URL) throws -> Usage {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let variables = all.map { "\($0.key)=\($0.value)" }
    var process = pid_t()
    let start = ContinuousClock.now
    let problem = withCStrings(command) { arguments in
        withCStrings(variables) { variables in
            posix_spawnp(&process, command[0], &actions, nil, arguments, variables)
        }
    }
    guard problem == 0 else {
        throw Failure(
            description: "cannot start \(command[0]): \(String(cString: strerror(problem)))")
    }
    var (status, used) = (Int32(), rusage())
    while wait4(process, &status, 0, &used) == -1 && errno == EINTR {}
    let wall = (ContinuousClock.now - start) / .seconds(1)
    guard status == 0 else {
        let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        throw Failure(
            description: "\(command.prefix(2)) ended with \(status >> 8): \(said.suffix(2000))")
    }
    return Usage(
        cpu: seconds(used.ru_utime) + seconds(used.ru_stime), wall: wall,
        peak: Double(used.ru_maxrss) * 1024)
}

private func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
}

/// Lends `strings` as C wants them: an array of pointers that ends with a null pointer.
private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
}
