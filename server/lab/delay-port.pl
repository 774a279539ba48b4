# perl delay-port.pl <port> <delay ms> <jitter ms>: stands between a host's port and the bridge, and hands every frame on later, in
# order. For kernels without netem. Perl, because it is on every Debian and speaks packet sockets; needs the port off the bridge.
use strict;
use warnings;
use Time::HiRes qw(time);

my ($port, $delay, $jitter) = @ARGV;
my ($PF_PACKET, $SOCK_RAW, $ETH_P_ALL, $OUTGOING) = (17, 3, 3, 4);
my ($TUNSETIFF, $TAP, $NO_PI) = (0x400454ca, 0x0002, 0x1000);

open(my $tap, '+<', '/dev/net/tun') or die "tun: $!";
my $request = pack('a16 S x22', "slow-$port", $TAP | $NO_PI);
ioctl($tap, $TUNSETIFF, $request) or die "TUNSETIFF: $!";
system('ip', 'link', 'set', 'dev', "slow-$port", 'master', 'br0', 'up') == 0 or die 'no bridge';

socket(my $wire, $PF_PACKET, $SOCK_RAW, unpack('S', pack('n', $ETH_P_ALL))) or die "packet socket: $!";
open(my $file, '<', "/sys/class/net/$port/ifindex") or die "no port $port";
chomp(my $index = <$file>);
bind($wire, pack('S n i S C C a8', $PF_PACKET, $ETH_P_ALL, $index, 0, 0, 0, '')) or die "bind: $!";

my @queues = ([], []);
my @targets = ($wire, $tap);
my @last = (0, 0);
$| = 1;
print "ready\n";
while (1) {
    my $now = time;
    my $wait = 1;
    for my $way (0, 1) {
        my $queue = $queues[$way];
        syswrite($targets[$way], (shift @$queue)->[1]) while @$queue && $queue->[0][0] <= $now;
        if (@$queue) {
            my $left = $queue->[0][0] - $now;
            $wait = $left if $left < $wait;
        }
    }
    my $ready = '';
    vec($ready, fileno($tap), 1) = 1;
    vec($ready, fileno($wire), 1) = 1;
    next unless select($ready, undef, undef, $wait) > 0;
    if (vec($ready, fileno($tap), 1)) {
        sysread($tap, my $frame, 65536);
        later(0, $frame);
    }
    if (vec($ready, fileno($wire), 1)) {
        my $from = recv($wire, my $frame, 65536, 0);
        # What we sent ourselves comes by again.
        later(1, $frame) if defined $from && unpack('x10 C', $from) != $OUTGOING;
    }
}

sub later {
    my ($way, $frame) = @_;
    my $due = time + ($delay + rand($jitter)) / 1000;
    $due = $last[$way] if $due < $last[$way];
    $last[$way] = $due;
    push @{ $queues[$way] }, [$due, $frame];
}
