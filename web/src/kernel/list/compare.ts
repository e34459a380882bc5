import '../form/form.css';

export { default } from '../form/compare_dialog';
