# Lets SpamAssassin look at mails, by its local tests only, and writes the rules that each hits: spamassassin.pl OUTPUT FOLDER FILE...
use strict;
use warnings;
use Mail::SpamAssassin;

my ($target, $folder, @files) = @ARGV;
my $judge = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => "$folder/prefs", userstate_dir => $folder });
$judge->init(1);
open(my $output, '>', $target) or die $!;
for my $file (@files) {
    open(my $input, '<:raw', $file) or die $!;
    my $text = do { local $/; <$input> };
    $text =~ s/\r\n/\n/g;
    my $mail = $judge->parse($text);
    my $status = $judge->check($mail);
    print $output join(' ', sprintf('%.1f', $status->get_score()), sort(split(/,/, $status->get_names_of_tests_hit()), split(/,/, $status->get_names_of_subtests_hit() ? '' : ''))), "\n";
    $status->finish();
    $mail->finish();
}
