# SPDX-License-Identifier: GPL-2.0-or-later
# JSON for the stand-ins of pvesh and ceph, which start a thousand times: Perl's own reader takes ten times as long to load as
# Perl to start. A number, true, false or null is a reference to its text; the keys of an object are written in their order.

sub json_read {
	local $_ = shift;
	my $value = json_value();
	return $value;
}

sub json_value {
	/\G\s+/gc;
	if (/\G\{\s*/gc) {
		my %object;
		until (/\G\s*\}/gc) {
			my $key = json_value();
			/\G\s*:/gc or die "json: no colon\n";
			$object{$key} = json_value();
			/\G\s*,/gc;
		}
		return \%object;
	}
	if (/\G\[/gc) {
		my @list;
		until (/\G\s*\]/gc) {
			push @list, json_value();
			/\G\s*,/gc;
		}
		return \@list;
	}
	if (/\G"((?:[^"\\]|\\.)*)"/gcs) {
		my $text = $1;
		$text =~ s/\\(?:u([0-9a-fA-F]{4})|(.))/defined $1 ? json_letter(hex $1) : $json_escapes{$2} || $2/ge if $text =~ m|\\|;
		return $text;
	}
	/\G([-+.\w]+)/gc or die "json: no value\n";
	my $word = $1;
	return \$word;
}

%json_escapes = (n => "\n", t => "\t", r => "\r", b => "\b", f => "\f");

sub json_letter {
	my $letter = chr shift;
	utf8::encode($letter);
	return $letter;
}

sub json_write {
	my $value = shift;
	return 'null' unless defined $value;
	return '{' . join(', ', map { json_write($_) . ': ' . json_write($value->{$_}) } sort keys %$value) . '}' if ref $value eq 'HASH';
	return '[' . join(', ', map { json_write($_) } @$value) . ']' if ref $value eq 'ARRAY';
	return $$value if ref $value;
	$value =~ s/([\x00-\x1f"\\])/sprintf '\\u%04x', ord $1/ge;
	return "\"$value\"";
}

1;
