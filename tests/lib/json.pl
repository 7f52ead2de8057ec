# SPDX-License-Identifier: GPL-2.0-or-later
# JSON, read as strictly as RFC 8259 has it, for what tests start a thousand times: jq, Python and Perl's own reader take ten times
# as long to start. A number, true, false or null is a reference to its text; the keys of an object are written in their order.

sub json_read {
	local $_ = shift;
	my $value = json_value();
	/\G\s*\z/gc or json_wrong();
	return $value;
}

sub json_wrong {
	die 'json: not expected: ', substr($_, pos // 0, 20), "\n";
}

sub json_value {
	/\G\s+/gc;
	if (/\G\{\s*/gc) {
		my %object;
		return \%object if /\G\}/gc;
		do {
			my $key = json_value();
			json_wrong() if ref $key || !/\G\s*:/gc;
			$object{$key} = json_value();
		} while (/\G\s*,/gc);
		/\G\s*\}/gc or json_wrong();
		return \%object;
	}
	if (/\G\[\s*/gc) {
		my @list;
		return \@list if /\G\]/gc;
		do {
			push @list, json_value();
		} while (/\G\s*,/gc);
		/\G\s*\]/gc or json_wrong();
		return \@list;
	}
	if (/\G"((?:[^"\\\x00-\x1f]|\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/gc) {
		my $text = $1;
		$text =~ s/\\(?:u(....)|(.))/defined $1 ? json_letter(hex $1) : $json_escapes{$2} \/\/ $2/ge if $text =~ /\\/;
		return $text;
	}
	/\G(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)(?![\w.])/gc or json_wrong();
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
